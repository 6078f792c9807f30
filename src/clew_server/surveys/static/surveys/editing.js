/* Words that were typed and not kept are not lost by leaving the page: the browser asks first. */

const unkept = () => document.querySelector('form[data-typed="unkept"]');
let pressed = null;

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-typed]");
  if (form) form.dataset.typed = "unkept";
});

/* A form that brings the page anew by itself is gone once it is kept; where that fails, its words are still unkept. */
document.addEventListener("submit", (event) => {
  pressed = event.submitter;
  if (event.target.dataset.typed && !event.target.closest("[hx-boost]")) event.target.dataset.typed = "";
}, true);

/* htmx does not see a button that stands outside of its form: what it says is sent all the same. */
document.addEventListener("htmx:configRequest", (event) => {
  if (pressed?.name && pressed.form === event.target) event.detail.parameters[pressed.name] = pressed.value;
});

window.addEventListener("beforeunload", (event) => {
  if (unkept()) event.preventDefault();
});
