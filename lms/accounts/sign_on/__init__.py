"""Single sign-on: what touches allauth, OpenID Connect and SAML. Rows and rules: people.sign_on."""
