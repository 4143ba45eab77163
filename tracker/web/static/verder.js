// The last step of signing in through the provider: press the button for the visitor.
"use strict";
document.querySelector("form[data-verder]")?.requestSubmit();
