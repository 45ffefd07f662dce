// Passkeys: hands the server's question to the browser, and the browser's answer to the form.

const BINARY = new Set(["challenge", "id", "rawId", "attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"]);

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// The question as the server writes it: what is binary there is text, at any depth. The name of the
// site has an id too, which is a word.
const asked = (value, key = "") => {
  if (Array.isArray(value)) return value.map((item) => asked(item));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === "rp" ? inner : asked(inner, name)]));
  }
  return typeof value === "string" && BINARY.has(key) ? toBytes(value) : value;
};

const answered = (credential) => {
  const { response } = credential;
  const parts = ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"];
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: {
      ...Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, toText(response[part])])),
      ...(response.getTransports ? { transports: response.getTransports() } : {}),
    },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const refused = form.querySelector("[data-refused]");
  form.querySelector("[data-unscripted]").hidden = true;
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-unable]").hidden = false;
    continue;
  }
  button.hidden = false;
  form.elements.credential.value = ""; // what a browser remembers on the way back was used
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (field.value) return;
    event.preventDefault();
    refused.hidden = true;
    button.disabled = true;
    try {
      const question = asked(JSON.parse(document.getElementById("passkey-options").textContent));
      field.value = JSON.stringify(answered(await navigator.credentials[form.dataset.passkey](question)));
      form.submit();
    } catch {
      refused.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}
