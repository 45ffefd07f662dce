// The CMS's editors write style sheets of their own while they run. Those that a script makes are
// given the page's nonce; style sheets in inserted text still have none, and are refused.
const nonce = document.currentScript.nonce;
const create = Document.prototype.createElement;
Document.prototype.createElement = function (name, ...options) {
  const element = create.call(this, name, ...options);
  if (String(name).toLowerCase() === "style") element.nonce = nonce;
  return element;
};
