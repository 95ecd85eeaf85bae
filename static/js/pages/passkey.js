// Lets the browser answer the server's question with a passkey, and sends the answer in the form.
// What the page is asked stands in the form's data-question; binary values are in base64url.

const form = document.querySelector("#passkey");
const problem = document.querySelector("#passkey-problem");

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function listed(credentials = []) {
  return credentials.map((one) => ({ ...one, id: toBytes(one.id) }));
}

async function made({ publicKey }) {
  const user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  const { response, ...rest } = await answered("create", {
    ...publicKey,
    user,
    challenge: toBytes(publicKey.challenge),
    excludeCredentials: listed(publicKey.excludeCredentials),
  });
  return { ...rest, response: { ...common(response), attestationObject: toText(response.attestationObject) } };
}

async function proved({ publicKey }) {
  const { response, ...rest } = await answered("get", {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: listed(publicKey.allowCredentials),
  });
  const { authenticatorData, signature } = response;
  return {
    ...rest,
    response: { ...common(response), authenticatorData: toText(authenticatorData), signature: toText(signature) },
  };
}

async function answered(act, publicKey) {
  const { id, rawId, type, response } = await navigator.credentials[act]({ publicKey });
  return { id, rawId: toText(rawId), type, clientExtensionResults: {}, response };
}

function common({ clientDataJSON }) {
  return { clientDataJSON: toText(clientDataJSON) };
}

async function answer(event) {
  event.preventDefault();
  problem.textContent = "";
  const question = JSON.parse(form.dataset.question);
  try {
    const given = form.dataset.kind === "make" ? await made(question) : await proved(question);
    form.elements.answer.value = JSON.stringify(given);
    form.submit();
  } catch {
    // Stopped by the person, not possible here, or too late: the browser does not tell which.
    problem.textContent = problem.dataset.text;
  }
}

form?.addEventListener("submit", answer);
