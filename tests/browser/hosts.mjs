// Pages that a force's own site might be, from plain to hostile, each with the widget on it. Served at /host/<name>.
const LOAD = '<script type="module" src="/signpost/widget.js"></script>';
const TAG = "<signpost-chat></signpost-chat>";
const LONG = "<p>The news of the day on a page that is not about the guide.</p>".repeat(40);
const UTF8 = '<meta charset="utf-8">';
const META = `${UTF8}<meta name="viewport" content="width=device-width, initial-scale=1"><title>Staff pages</title>`;
const AWAY = '<p><a href="/elsewhere">Elsewhere</a></p>';

/** @typedef {{html: string, csp: boolean}} Host a page, and whether it comes with our content security policy */

/**
 * @param {{head?: string, body?: string, html?: string, csp?: boolean}} parts
 * @returns {Host}
 */
function page({ head = LOAD, body = TAG, html = 'lang="en-GB"', csp = false }) {
  return { html: `<!doctype html><html ${html}><head>${META}${head}</head><body>${AWAY}${body}</body></html>`, csp };
}

const styled = (/** @type {string} */ css, body = TAG) => page({ head: `${LOAD}<style>${css}</style>`, body });
const script = (/** @type {string} */ code) => `<script>${code}</script>`;
const stopKeys = (/** @type {string} */ on) =>
  `${on}.addEventListener("keyup", (event) => event.stopImmediatePropagation(), true);`;

/** @type {Record<string, Host>} */
export const HOSTS = {
  plain: page({}),
  small_root: styled("html { font-size: 62.5% }"),
  unset: styled("* { all: unset !important }"),
  no_buttons: styled("button, a, p, details { display: none !important }"),
  spaced: styled("* { letter-spacing: 5px !important; line-height: 1 !important; font-size: 9px !important }"),
  faded: styled("signpost-chat { display: inline !important; transform: scale(0.1); opacity: 0.2 }"),
  fixed_header: styled(
    `body { margin: 80px 0 0 }
    .top { position: fixed; inset: 0 0 auto; height: 80px; background: #ccc; z-index: 2147483647 }`,
    `<header class="top">Our force</header>${TAG}${LONG}`,
  ),
  keys_stopped: page({
    head: script(stopKeys("document")) + LOAD,
    body: `${TAG}<script type="module">${stopKeys("window")}</script>`,
  }),
  keys_stopped_first: page({ head: script(stopKeys("window")) + LOAD }),
  prototypes: page({
    head:
      script(`
      Array.prototype.extra = function () {};
      Array.prototype.last = () => 1;
      Object.prototype.other = function () {};
    `) + LOAD,
  }),
  two: page({ body: TAG + TAG }),
  late: page({
    head: "",
    body: `<div id="place"></div>${script(`setTimeout(() => {
      const script = document.createElement("script");
      script.type = "module";
      script.src = "/signpost/widget.js";
      document.getElementById("place").append(document.createElement("signpost-chat"), script);
    }, 50)`)}`,
  }),
  right_to_left: page({ html: 'lang="ar" dir="rtl"' }),
  strict: page({ csp: true }),
  force: page({ body: '<signpost-chat force="kent"></signpost-chat>' }),
  unknown_force: page({ body: '<signpost-chat force="atlantis"></signpost-chat>' }),
  endpoint: page({ body: '<signpost-chat endpoint="/other/guide"></signpost-chat>' }),
  exit_page: page({ body: '<signpost-chat exit-page="/weather"></signpost-chat>' }),
};

const simple = (/** @type {string} */ title, body = "") =>
  `<!doctype html><html lang="en-GB"><head>${UTF8}<title>${title}</title></head><body>${body}</body></html>`;

/** Pages without the widget: what was open before, and where Exit leads. @type {Record<string, string>} */
export const PAGES = {
  "/": simple("Intranet", "<h1>Intranet</h1>"),
  "/weather": simple("Weather", "<h1>Weather</h1>"),
  "/elsewhere": simple("Elsewhere", '<h1>Elsewhere</h1><p><a href="/signpost/">The guide</a></p>'),
};
