// A one-time sign-in link carries its code behind the #, which browsers do not send. This puts the
// code into the form, takes it out of the address, and sends the form.
const PREFIX = "#link=";

const form = document.querySelector("#sign-in-link");
const field = form?.querySelector("input[name='link']");

if (field && location.hash.startsWith(PREFIX)) {
  field.value = decodeURIComponent(location.hash.slice(PREFIX.length));
  history.replaceState(null, "", location.pathname + location.search);
  form.requestSubmit();
}
