"use strict";
(async () => {
  document.documentElement.classList.add("js");
  const NS = "http://www.w3.org/1998/Math/MathML", SVG = "http://www.w3.org/2000/svg";
  const node = (space, name, attributes = {}, ...children) => {
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const $ = (id) => document.getElementById(id);

  // The proofs come deflated.
  const packed = Uint8Array.from(atob($("packed").textContent), (sign) => sign.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  $("unpacked").innerHTML = await new Response(unpacked).text();

  // Formulas: the text on one line becomes MathML; verify/report/html/linear.py writes it.
  const accents = { "\u0303": "~", "\u0302": "^" };
  const m = (name, ...children) => node(NS, name, {}, ...children);
  const mo = (sign) => node(NS, "mo", "()[]‖".includes(sign) ? { stretchy: "false" } : {}, sign);
  const mi = (name, normal = false) => node(NS, "mi", normal ? { mathvariant: "normal" } : {}, name);
  // A Latin letter is a bold one, a mathematical italic one is that of a number.
  const letter = (sign) => {
    const code = sign.codePointAt(0), from = (first, length) => code >= first && code < first + length;
    if (from(65, 26)) return mi(String.fromCodePoint(code - 65 + 0x1d468));
    if (from(97, 26)) return mi(String.fromCodePoint(code - 97 + 0x1d482));
    if (from(0x1d434, 26)) return mi(String.fromCodePoint(code - 0x1d434 + 65));
    if (from(0x1d44e, 26)) return mi(String.fromCodePoint(code - 0x1d44e + 97));
    return sign === "ℎ" ? mi("h") : mi(sign, "⊤∇Ω".includes(sign));
  };
  const one = (row) => (row.length === 1 ? row[0] : m("mrow", ...row));
  function read(text) {
    const signs = [...text];
    let at = 0;
    const row = (end) => {
      const found = [];
      while (at < signs.length && signs[at] !== end) found.push(...item());
      at += 1;
      return found;
    };
    const group = () => {
      at += 1;
      if (signs[at - 1] === "{") return one(row("}"));
      return token(signs[at - 1]);
    };
    const number = () => {
      let digits = "";
      while (at < signs.length && /[0-9.]/.test(signs[at])) { digits += signs[at]; at += 1; }
      return m("mn", digits);
    };
    const over = (top) => {
      if (signs[at] !== "/") return [top];
      at += 1;
      return [m("mfrac", top, /[0-9]/.test(signs[at]) ? number() : group())];
    };
    const token = (sign) => {
      if (/[0-9𝟎]/u.test(sign)) return m("mn", sign);
      return /\p{L}|[∇⊤∞𝟏]/u.test(sign) ? letter(sign) : mo(sign === "-" ? "−" : sign);
    };
    const atom = () => {
      const sign = signs[at];
      at += 1;
      if (sign === "{") return over(one(row("}")));
      if (sign === "(") {
        const inner = [mo("("), ...row(")"), mo(")")];
        return signs[at] === "^" || signs[at] === "_" ? [m("mrow", ...inner)] : inner;
      }
      if (sign === '"') {
        let word = "";
        while (signs[at] !== '"') { word += signs[at]; at += 1; }
        at += 1;
        return [mi(word)];
      }
      if (/[0-9]/.test(sign)) {
        at -= 1;
        return over(number());
      }
      return over(token(sign));
    };
    const item = () => {
      const sign = signs[at];
      let made = atom();
      if (made.length > 1) return made;
      while (signs[at] in accents) {
        const accent = node(NS, "mo", { stretchy: "false" }, accents[signs[at]]);
        made = [node(NS, "mover", { accent: "true" }, made[0], accent)];
        at += 1;
      }
      let low = null, high = null;
      if (signs[at] === "_") { at += 1; low = group(); }
      if (signs[at] === "^") { at += 1; high = group(); }
      if (low && high) return [m(sign === "∑" ? "munderover" : "msubsup", made[0], low, high)];
      if (low) return [m(sign === "∑" ? "munder" : "msub", made[0], low)];
      return high ? [m("msup", made[0], high)] : made;
    };
    return row(undefined);
  }
  for (const place of document.querySelectorAll("x-m, x-l, x-r")) {
    place.dataset.m = place.textContent;
    place.replaceChildren(m("math", ...read(place.textContent)));
  }

  // The ledger's filters.
  const filters = ["text", "verdict", "section"].map((name) => $(`f-${name}`));
  const rows = [...document.querySelectorAll("#ledger-table tbody tr")];
  // Letters are found by their names in plain text too: 𝑤 as w.
  const said = new Map(rows.map((row) => [row, row.textContent.normalize("NFKD").toLowerCase()]));
  function filter() {
    const [text, verdict, section] = filters.map((field) => field.value.trim().toLowerCase());
    let shown = 0;
    for (const row of rows) {
      const { verdict: its, section: where } = row.dataset;
      row.hidden = !(said.get(row).includes(text) && (!verdict || its === verdict) && (!section || where === section));
      shown += row.hidden ? 0 : 1;
    }
    $("f-count").textContent = `${shown} of ${rows.length} claims`;
  }
  filters.forEach((field) => field.addEventListener("input", filter));
  filters[0].form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  // The graph: what a claim uses and who uses it light up.
  const graph = document.querySelector("svg.graph");
  const light = (id) => {
    graph.classList.toggle("on", Boolean(id));
    const near = new Set([id]);
    for (const path of graph.querySelectorAll("path")) {
      const { from, to } = path.dataset, lit = Boolean(id) && (from === id || to === id);
      path.classList.toggle("lit", lit);
      if (lit) near.add(from).add(to);
    }
    for (const link of graph.querySelectorAll("a")) link.classList.toggle("lit", near.has(link.dataset.id));
  };
  for (const link of graph.querySelectorAll("a")) {
    for (const name of ["mouseenter", "focus"]) link.addEventListener(name, () => light(link.dataset.id));
    for (const name of ["mouseleave", "blur"]) link.addEventListener(name, () => light(null));
    link.addEventListener("click", () => $(link.dataset.id).focus({ preventScroll: true }));
  }

  // Printing shows what was folded.
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));

  // Terms of the claims over small matrices of floats; verify/report/html/plot.py hands them over.
  const terms = JSON.parse($("terms").textContent);
  const times = (a, b) => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
  const scaled = (c, a) => a.map((row) => row.map((x) => c * x));
  const scalar = (a) => a.length === 1 && a[0].length === 1;
  const inverse = (a) => {
    if (a.length === 1) return [[1 / a[0][0]]];
    const [[p, q], [r, s]] = a, d = p * s - q * r;
    return [[s / d, -q / d], [-r / d, p / d]];
  };
  const rules = {
    number: (_, p, q) => [[p / q]],
    identity: () => [[1, 0], [0, 1]],
    sum: (of, ...all) => all.map(of).reduce((a, b) => a.map((row, i) => row.map((x, j) => x + b[i][j]))),
    minus: (of, a) => scaled(-1, of(a)),
    product: (of, ...all) => all.map(of).reduce((a, b) => (scalar(a) ? scaled(a[0][0], b) : scalar(b) ? scaled(b[0][0], a) : times(a, b))),
    quotient: (of, a, b) => scaled(1 / of(b)[0][0], of(a)),
    transpose: (of, a) => { const x = of(a); return x[0].map((_, j) => x.map((row) => row[j])); },
    inverse: (of, a) => inverse(of(a)),
    trace: (of, a) => [[of(a).reduce((sum, row, i) => sum + row[i], 0)]],
  };
  const worth = (term, values) => {
    const of = (t) => (typeof t === "string" ? values[t] : rules[t[0]](of, ...t.slice(1)));
    return of(term);
  };

  // The plot.
  const sliders = [...document.querySelectorAll(".controls input[type=range]")];
  const W = 520, H = 430, unit = 37, at = ([x, y]) => [W / 2 + unit * x, H / 2 - unit * y];
  const path = (points, style) => node(SVG, "path", { class: style, d: `M${points.map((p) => at(p).map((x) => x.toFixed(1)).join(" ")).join("L")}` });
  const turn = (centre, first, second) => Array.from({ length: 97 }, (_, k) => {
    const c = Math.cos((k * Math.PI) / 48), s = Math.sin((k * Math.PI) / 48);
    return [centre[0] + c * first[0] + s * second[0], centre[1] + c * first[1] + s * second[1]];
  });
  const column = (v) => [v[0][0], v[1][0]];
  const size = ([x, y]) => Math.hypot(x, y);
  const say = (x, digits = 4) => (Math.abs(x) < 5e-13 ? "0" : x.toFixed(digits)).replace("-", "−");
  const raised = (power) => [...power].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)] ?? "").join("");
  const tiny = (x) => { const [head, power] = x.toExponential(1).split("e"); return x === 0 ? "0" : `${head} · 10${raised(power)}`; };

  function problem() {
    const [first, second, log, degrees, u, v] = sliders.map((slider) => Number(slider.value));
    const angle = (degrees * Math.PI) / 180, c = Math.cos(angle), s = Math.sin(angle);
    const values = { Q: [[c, -s], [s, c]], Lam: [[first, 0], [0, second]], alpha: [[10 ** log]], w_star: [[u], [v]] };
    values.H = worth(terms.hessian, values);
    values.w_tilde = worth(terms.optimum, values);
    values.w = values.w_tilde;
    return values;
  }

  function draw() {
    const values = problem(), lam = [values.Lam[0][0], values.Lam[1][1]], alpha = values.alpha[0][0];
    const star = column(values.w_star), tilde = column(values.w_tilde);
    const at13 = column(worth(terms.decomposed, values));
    const factors = lam.map((one) => worth(terms.factor, { lam: [[one]], alpha: values.alpha })[0][0]);
    const level = worth(terms.model, values)[0][0];
    const gradient = column(worth(terms.gradient, values)), pull = tilde.map((x) => alpha * x);
    const cosine = (gradient[0] * pull[0] + gradient[1] * pull[1]) / (size(gradient) * size(pull));
    const residual = size(column(worth(terms.residual, values)));
    const put = (id, words) => { $(`n-${id}`).textContent = words; };
    const pair = (p) => `(${p.map((x) => say(x)).join(", ")})`;
    put("w_tilde", pair(tilde));
    put("factors", factors.map((x) => say(x)).join(", "));
    put("coordinates-of-w_star", pair(column(worth(terms.coordinates, { ...values, w: values.w_star }))));
    put("coordinates-of-w_tilde", pair(column(worth(terms.coordinates, values))));
    put("d_eff", say(worth(terms.parameters, values)[0][0]));
    put("loss-at-w_tilde", say(level));
    put("cosine", Number.isFinite(cosine) && size(gradient) > 1e-12 ? say(cosine, 6) : "no gradient");
    put("residual", tiny(residual));
    $("n-residual").dataset.value = residual;
    put("7.10-against-7.13", tiny(Math.max(...tilde.map((x, i) => Math.abs(x - at13[i])))));
    picture({ values, lam, alpha, star, tilde, level });
  }

  function picture({ values, lam, star, tilde, level }) {
    const q = [0, 1].map((j) => [values.Q[0][j], values.Q[1][j]]);
    const inside = [];
    for (const [axis, style] of [[[[-7, 0], [7, 0]], "grid"], [[[0, -6], [0, 6]], "grid"]]) inside.push(path(axis, style));
    for (const r of [0.4, 0.7, 1, 1.3]) {
      const half = lam.map((one) => r * Math.sqrt((2 * Math.max(level, 1e-9)) / Math.max(one, 1e-7)));
      inside.push(path(turn(star, q[0].map((x) => half[0] * x), q[1].map((x) => half[1] * x)), "c-loss"));
      const radius = r * size(tilde);
      inside.push(path(turn([0, 0], [radius, 0], [0, radius]), "c-penalty"));
    }
    if (size(tilde) > 1e-9) {
      const along = [-tilde[1] / size(tilde), tilde[0] / size(tilde)];
      inside.push(path([-9, 9].map((t) => [tilde[0] + t * along[0], tilde[1] + t * along[1]]), "tangent"));
    }
    q.forEach((axis, j) => {
      const end = [star[0] + axis[0], star[1] + axis[1]];
      inside.push(path([star, end], "c-eigenvector"), words(end, "q", String(j + 1), "sub"));
    });
    for (const [point, name, mark] of [[star, "w", "*"], [tilde, "w\u0303", ""], [[0, 0], "0", ""]]) {
      const [x, y] = at(point);
      inside.push(node(SVG, "circle", { class: "mark", cx: x.toFixed(1), cy: y.toFixed(1), r: 3 }), words(point, name, mark, "sup"));
    }
    const svg = $("plot").querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${W} ${H}`);
    svg.replaceChildren(...inside);
  }

  function words(point, name, mark, how) {
    const [x, y] = at(point);
    const text = node(SVG, "text", { x: (x + 6).toFixed(1), y: (y - 6).toFixed(1), "font-style": name === "0" ? "normal" : "italic" }, name);
    if (mark) text.append(node(SVG, "tspan", { dy: how === "sub" ? ".3em" : "-.4em", "font-size": "70%" }, mark));
    return text;
  }

  for (const slider of sliders) {
    const tell = () => {
      const value = Number(slider.value), shown = slider.id === "s-alpha" ? (10 ** value).toPrecision(3) : String(value);
      slider.nextElementSibling.textContent = shown.replace("-", "−") + (slider.id === "s-angle-of-Q" ? "°" : "");
      slider.setAttribute("aria-valuetext", slider.nextElementSibling.textContent);
    };
    slider.addEventListener("input", () => { tell(); draw(); });
    tell();
  }
  draw();
  if (location.hash) $(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  document.documentElement.dataset.ready = "yes";
})();
