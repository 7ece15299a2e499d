// The explorer: one table at a time, filtered, sorted and linked, without any library.
// Rows come from scripts (data/TABLE.js), because file:// allows no other way to read them.
// The whole state stands behind the # of the address, so every view is a permanent link.
(function () {
  "use strict";

  const root = document.getElementById("nmg-explorer");
  if (!root || !window.NMG) return;
  const words = JSON.parse(document.getElementById("explorer-words").textContent);
  const lang = root.dataset.lang === "zh" ? 1 : 0;
  const base = root.dataset.base;
  const meta = window.NMG.meta;
  const LIMIT = 1000;
  const collator = new Intl.Collator(lang ? "zh" : "en", { numeric: true, sensitivity: "base" });
  const at = (id) => document.getElementById("ex-" + id);
  const dialog = at("row");

  if (lang) {
    // A Chinese reader finds the Chinese name first.
    for (const { show } of Object.values(meta)) {
      const [en, zh] = [show.indexOf("name_en"), show.indexOf("name_zh")];
      if (en >= 0 && zh > en) [show[en], show[zh]] = ["name_zh", "name_en"];
    }
  }

  let state = {};
  let shown = []; // rows of the present view, filtered and sorted
  let whole = false; // show more rows than LIMIT

  // Text -----------------------------------------------------------------------------------------

  function escape(text) {
    return String(text).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  function fold(text) {
    return String(text).normalize("NFKC").toLowerCase();
  }
  function grouped(text) {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
    const [whole_, part] = text.replace("-", "").split(".");
    const out = whole_.length > 4 ? whole_.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole_;
    const decimals = part && part.length > 6 ? part.slice(0, 6) + "…" : part;
    return (text[0] === "-" ? "\u2212" : "") + out + (decimals ? "." + decimals : "");
  }

  // Data -----------------------------------------------------------------------------------------

  const loading = {};
  function script(name) {
    loading[name] ||= new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = base + name + ".js";
      element.onload = resolve;
      element.onerror = () => reject(new Error(element.src));
      document.head.append(element);
    });
    return loading[name];
  }
  async function load(name) {
    await script(name);
    const table = meta[name];
    if (!table.rows) {
      const names = table.fields.map((field) => field.name);
      table.rows = window.NMG.rows[name].map((cells) =>
        Object.fromEntries(names.map((field, i) => [field, cells[i]]))
      );
      table.byKey = new Map(table.rows.map((row) => [keyOf(name, row), row]));
    }
    return table;
  }
  // What a table needs to show names for codes: itself and all tables its keys point to.
  async function loadWithNames(name) {
    const needed = new Set([name]);
    for (const field of meta[name].fields) if (field.ref) needed.add(field.ref[0]);
    await Promise.all([...needed].map(load));
    return meta[name];
  }
  function keyOf(name, row) {
    return meta[name].key.map((field) => row[field]).join("/");
  }
  function nameOf(name, key) {
    const row = meta[name].byKey && meta[name].byKey.get(key);
    if (!row) return key;
    if (name === "sources") return (lang ? row.title : row.title_en || row.title) || key;
    if (name === "units") return lang ? row.name_zh : /^[^/]/.test(row.symbol) ? row.symbol : row.name_en;
    return row[lang ? "name_zh" : "name_en"] || key;
  }
  // What a reader sees in a cell, as text.
  function display(name, field, value) {
    if (value === "") return "";
    if (field.labels && field.labels[value]) return field.labels[value][lang];
    if (field.ref) return nameOf(field.ref[0], value);
    if (field.type === "boolean") return words[value] || value;
    if (field.type === "number" || field.type === "integer") {
      return field.name === "year" ? value : grouped(value);
    }
    return value;
  }
  // What a cell can be found by: what is seen, the code, and the names in both languages.
  function cellText(name, field, row) {
    const value = row[field.name];
    if (value === "") return "";
    const texts = [value, display(name, field, value)];
    if (field.labels && field.labels[value]) texts.push(...field.labels[value]);
    const target = field.ref && meta[field.ref[0]].byKey.get(value);
    if (target) texts.push(target.name_en || target.title_en, target.name_zh || target.title);
    return fold(texts.join(" "));
  }

  // State ----------------------------------------------------------------------------------------

  function read() {
    const query = new URLSearchParams(location.hash.slice(1));
    const table = query.get("table") in meta ? query.get("table") : root.dataset.table;
    const filters = {};
    for (const field of meta[table].fields) {
      const wanted = query.get("f." + field.name);
      if (wanted) filters[field.name] = wanted;
    }
    const known = new Set(meta[table].fields.map((field) => field.name));
    const columns = (query.get("cols") || "").split(",").filter((name) => known.has(name));
    const sort = query.get("sort") || "";
    return {
      table,
      filters,
      find: query.get("find") || "",
      sort: known.has(sort.replace("-", "")) ? sort : "",
      columns: columns.length ? columns : meta[table].show,
      row: query.get("row") || "",
    };
  }
  function hash(of) {
    const query = new URLSearchParams({ table: of.table });
    if (of.find) query.set("find", of.find);
    for (const [name, wanted] of Object.entries(of.filters || {})) query.set("f." + name, wanted);
    if (of.sort) query.set("sort", of.sort);
    if (of.columns && of.columns.join() !== meta[of.table].show.join()) {
      query.set("cols", of.columns.join());
    }
    if (of.row) query.set("row", of.row);
    return "#" + query.toString();
  }
  function keep() {
    history.replaceState(null, "", hash(state));
  }

  // Filter and sort ------------------------------------------------------------------------------

  const COMPARE = {
    ">": (a, b) => a > b,
    ">=": (a, b) => a >= b,
    "<": (a, b) => a < b,
    "<=": (a, b) => a <= b,
  };
  function test(name, field, wanted) {
    const text = wanted.trim();
    if (text.startsWith("=")) {
      const exact = text.slice(1);
      return (row) => row[field.name] === exact || display(name, field, row[field.name]) === exact;
    }
    if (field.type === "number" || field.type === "integer") {
      const bound = /^(>=|<=|>|<)\s*(-?[\d.]+)$/.exec(text);
      if (bound) {
        const passes = COMPARE[bound[1]];
        return (row) => row[field.name] !== "" && passes(+row[field.name], +bound[2]);
      }
      const range = /^(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)$/.exec(text);
      if (range) {
        return (row) =>
          row[field.name] !== "" && +row[field.name] >= +range[1] && +row[field.name] <= +range[2];
      }
    }
    const part = fold(text);
    return (row) => cellText(name, field, row).includes(part);
  }
  function select() {
    const { table } = state;
    const { fields, rows } = meta[table];
    const tests = fields
      .filter((field) => state.filters[field.name])
      .map((field) => test(table, field, state.filters[field.name]));
    const terms = fold(state.find).split(/\s+/).filter(Boolean);
    if (terms.length) {
      tests.push((row) => {
        const text = fields.map((field) => cellText(table, field, row)).join("\n");
        return terms.every((term) => text.includes(term));
      });
    }
    shown = rows.filter((row) => tests.every((passes) => passes(row)));
    if (!state.sort) return;
    const down = state.sort[0] === "-" ? -1 : 1;
    const field = fields.find((one) => one.name === state.sort.replace("-", ""));
    const numeric = field.type === "number" || field.type === "integer";
    const value = (row) =>
      numeric ? +row[field.name] : display(table, field, row[field.name]);
    shown = shown
      .map((row) => [row, row[field.name] === "", value(row)])
      .sort(
        (a, b) =>
          a[1] - b[1] || down * (numeric ? a[2] - b[2] : collator.compare(a[2], b[2]))
      )
      .map(([row]) => row);
  }

  // The table ------------------------------------------------------------------------------------

  function columns() {
    return state.columns.map((name) => meta[state.table].fields.find((one) => one.name === name));
  }
  function drawHead() {
    const heads = columns().map((field) => {
      const on = state.sort.replace("-", "") === field.name;
      const down = on && state.sort[0] === "-";
      const order = on ? (down ? "descending" : "ascending") : "none";
      const arrow = on ? (down ? "▼" : "▲") : "↕";
      return (
        `<th scope="col" aria-sort="${order}"><button type="button" data-sort="${field.name}">` +
        `${escape(field.title[lang])} <span aria-hidden="true">${arrow}</span></button></th>`
      );
    });
    const filters = columns().map((field) => {
      const label = escape(fill(words.filter, { field: field.title[lang] }));
      const wanted = state.filters[field.name] || "";
      if (field.labels || field.type === "boolean") {
        const values = field.labels ? Object.keys(field.labels) : ["true", "false"];
        const options = values.map((value) => {
          const chosen = wanted === "=" + value ? " selected" : "";
          const text = field.labels ? field.labels[value][lang] : words[value];
          return `<option value="=${escape(value)}"${chosen}>${escape(text)}</option>`;
        });
        // A filter that no option stands for, typed into the address, stays visible.
        if (wanted && !values.includes(wanted.slice(1))) {
          options.push(`<option value="${escape(wanted)}" selected>${escape(wanted)}</option>`);
        }
        return (
          `<td><select data-filter="${field.name}" aria-label="${label}">` +
          `<option value=""></option>${options.join("")}</select></td>`
        );
      }
      const hint = field.type === "number" || field.type === "integer" ? "&gt; &lt; a..b" : "";
      return (
        `<td><input type="search" data-filter="${field.name}" aria-label="${label}" ` +
        `value="${escape(wanted)}" placeholder="${hint}" autocomplete="off" spellcheck="false"></td>`
      );
    });
    at("head").innerHTML = `<tr>${heads.join("")}</tr><tr class="filters">${filters.join("")}</tr>`;
  }
  function printed(row) {
    const source = row.source_id && meta.sources.byKey.get(row.source_id);
    const language = source ? source.language : "zh";
    return `<span class="nmg-printed" lang="${language}">${escape(row.as_printed)}</span>`;
  }
  function cell(field, row) {
    const value = row[field.name];
    const text = escape(display(state.table, field, value));
    return field.name === "as_printed" ? printed(row) : text;
  }
  function drawBody() {
    const list = columns();
    const rows = whole ? shown : shown.slice(0, LIMIT);
    at("body").innerHTML = rows
      .map((row) => {
        const cells = list.map((field, i) => {
          const numeric = field.type === "number" ? ' class="num"' : "";
          if (i) return `<td${numeric}>${cell(field, row)}</td>`;
          const link = hash({ ...state, row: keyOf(state.table, row) });
          const text = cell(field, row) || escape(keyOf(state.table, row));
          return `<th scope="row"><a href="${escape(link)}">${text}</a></th>`;
        });
        return `<tr>${cells.join("")}</tr>`;
      })
      .join("");
    at("count").textContent = fill(words.count, {
      shown: shown.length,
      all: meta[state.table].rows.length,
    });
    at("more").hidden = whole || shown.length <= LIMIT;
    at("none").hidden = shown.length > 0;
    for (const [name, type] of [["csv", "CSV"], ["json", "JSON"]]) {
      at(name).setAttribute("aria-label", fill(words.download, { type, rows: shown.length }));
    }
  }
  function drawColumns() {
    at("choice").innerHTML = meta[state.table].fields
      .map((field) => {
        const on = state.columns.includes(field.name) ? " checked" : "";
        return (
          `<label><input type="checkbox" value="${field.name}"${on}> ` +
          `${escape(field.title[lang])} <code translate="no">${field.name}</code></label>`
        );
      })
      .join("");
  }
  function update() {
    select();
    drawBody();
    keep();
  }
  async function show() {
    state = read();
    whole = false;
    at("table").value = state.table;
    at("find").value = state.find;
    try {
      await loadWithNames(state.table);
    } catch (error) {
      at("count").textContent = fill(words.failed, { file: error.message });
      return;
    }
    const table = meta[state.table];
    at("caption").textContent = table.title[lang];
    at("about").href = root.dataset.dictionary.replace("TABLE", state.table);
    drawColumns();
    drawHead();
    select();
    drawBody();
    root.dataset.ready = state.table;
    if (state.row) await open(state.table, state.row);
    else if (dialog.open) dialog.close();
  }

  // One row, with its evidence -------------------------------------------------------------------

  function section(title, inside) {
    return inside ? `<section><h3>${escape(title)}</h3>${inside}</section>` : "";
  }
  function facts(pairs) {
    const items = pairs
      .filter(([, value]) => value)
      .map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`);
    return items.length ? `<dl class="ex-facts">${items.join("")}</dl>` : "";
  }
  function rowLink(name, key, text) {
    const label = escape(text || nameOf(name, key));
    return `<a href="${escape(hash({ table: name, row: key }))}">${label}</a>`;
  }
  function allFields(name, row) {
    return facts(
      meta[name].fields.map((field) => {
        const value = row[field.name];
        if (value === "") return ["", ""];
        const term = `${escape(field.title[lang])} <code translate="no">${field.name}</code>`;
        const text = escape(display(name, field, value));
        const raw = text === escape(value) ? "" : ` <code translate="no">${escape(value)}</code>`;
        if (field.ref) return [term, rowLink(field.ref[0], value) + raw];
        if (/^https?:/.test(value)) {
          return [term, `<a href="${escape(value)}" rel="noopener">${text}</a>`];
        }
        return [term, text + raw];
      })
    );
  }
  function passageText(id) {
    const row = meta.passages.byKey.get(id);
    return fill(words.passage, { article: id.slice(1, id.indexOf("p")), paragraph: row.paragraph });
  }
  function figure(id) {
    const row = meta.observations.byKey.get(id);
    if (!row) return escape(id);
    const what = [
      nameOf("indicators", row.indicator_id),
      nameOf("places", row.place_id),
      row.period || words.undated,
    ].join(lang ? "，" : ", ");
    return `${rowLink("observations", id, what)} ${printed(row)}`;
  }
  function evidence(row) {
    const id = row.observation_id;
    const known = window.NMG.evidence.figures[id];
    const where = [];
    if (row.passage_id) where.push(escape(passageText(row.passage_id)));
    where.push(rowLink("sources", row.source_id));
    const status = row.passage_id ? words.audited : words.transcribed;
    const parts = [
      `<p class="ex-printed">${printed(row)}</p>`,
      `<p>${where.join(" · ")} <small>(${escape(status)})</small></p>`,
    ];
    if (row.note) parts.push(`<p lang="en" class="ex-note">${escape(row.note)}</p>`);
    if (row.inferred) {
      const names = row.inferred.split(" ").map((name) => `<code translate="no">${name}</code>`);
      parts.push(`<p>${fill(escape(words.inferred), { names: names.join(", ") })}</p>`);
    }
    if (row.preferred === "false") parts.push(`<p>${escape(words.notPreferred)}</p>`);
    const reading = known.reading;
    parts.push(
      section(
        words.reading,
        reading.problem
          ? `<p lang="en">${escape(reading.problem)}</p>`
          : facts(
              words.readingFields
                .filter(([name]) => reading[name])
                .map(([name, term]) => [escape(term), escape(reading[name][lang])])
            )
      )
    );
    parts.push(section(words.interval, `<p>${escape(known.interval[lang])}</p>`));
    const relations = known.relations.map((number) => {
      const one = window.NMG.evidence.relations[number];
      const members = one.members
        .map((member) => {
          const role = escape(member.role[lang]);
          const text = member.id === id ? escape(words.thisRow) : figure(member.id);
          return `<li>${role}: ${text}</li>`;
        })
        .join("");
      return [
        `<li>${escape(one.head[lang])}`,
        one.numbers[lang] && `<p>${escape(one.numbers[lang])}</p>`,
        `<ul>${members}</ul>`,
        one.reason[lang] && `<small>${escape(one.reason[lang])}</small>`,
        "</li>",
      ].join("");
    });
    parts.push(section(words.relations, relations.length ? `<ul>${relations.join("")}</ul>` : ""));
    const beside = known.beside.map((other) => `<li>${figure(other)}</li>`);
    parts.push(section(words.beside, beside.length ? `<ul>${beside.join("")}</ul>` : ""));
    return parts.join("");
  }
  function citations(name, key) {
    const rows = meta.citations.rows.filter((row) => row.resource === name && row.key === key);
    const items = rows.map((row) => {
      const field = row.field
        ? `<code translate="no">${row.field}</code>`
        : escape(words.wholeRow);
      const passage = row.passage_id ? ` · ${escape(passageText(row.passage_id))}` : "";
      const note = row.note ? ` <small lang="en">${escape(row.note)}</small>` : "";
      return `<li>${field}: ${rowLink("sources", row.source_id)}${passage}${note}</li>`;
    });
    return section(words.citations, items.length ? `<ul>${items.join("")}</ul>` : "");
  }
  function pointedAt(name, key) {
    const items = [];
    for (const [other, table] of Object.entries(meta)) {
      for (const field of table.fields) {
        if (!field.ref || field.ref[0] !== name) continue;
        const count = table.rows.filter((row) => row[field.name] === key).length;
        if (!count) continue;
        const link = hash({ table: other, filters: { [field.name]: "=" + key } });
        items.push(
          `<li><a href="${escape(link)}">${escape(table.title[lang])}</a> ` +
            `<code translate="no">${other}.${field.name}</code>: ${count}</li>`
        );
      }
    }
    return section(words.pointedAt, items.length ? `<ul>${items.join("")}</ul>` : "");
  }
  async function open(name, key) {
    await Promise.all([...Object.keys(meta).map(load), script("evidence")]);
    const row = meta[name].byKey.get(key);
    at("row-title").textContent = row
      ? name === "observations"
        ? `${nameOf("indicators", row.indicator_id)} · ${nameOf("places", row.place_id)}`
        : nameOf(name, key)
      : fill(words.noRow, { key });
    at("row-key").textContent = `${name} / ${key}`;
    at("row-body").innerHTML = row
      ? (name === "observations" ? evidence(row) : "") +
        citations(name, key) +
        section(words.fields, allFields(name, row)) +
        pointedAt(name, key)
      : "";
    if (!dialog.open) dialog.showModal();
    at("row-scroll").scrollTop = 0;
    root.dataset.open = key;
  }

  // Downloads ------------------------------------------------------------------------------------

  function quoted(value) {
    return /[",\n\r]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : value;
  }
  function asCsv() {
    const lines = [state.columns, ...shown.map((row) => state.columns.map((name) => row[name]))];
    return lines.map((line) => line.map(quoted).join(",") + "\n").join("");
  }
  // Numbers are copied as they stand in the file: some are larger than a script can hold exactly.
  function asJson() {
    const list = columns();
    const objects = shown.map((row) => {
      const pairs = list.map((field) => {
        const value = row[field.name];
        const bare = ["number", "integer", "boolean"].includes(field.type);
        const text = value === "" ? "null" : bare ? value : JSON.stringify(value);
        return `${JSON.stringify(field.name)}: ${text}`;
      });
      return `  {${pairs.join(", ")}}`;
    });
    return `[\n${objects.join(",\n")}\n]\n`;
  }
  function save(text, type, ending) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = `${state.table}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Events ---------------------------------------------------------------------------------------

  at("table").addEventListener("change", (event) => {
    location.hash = hash({ table: event.target.value });
  });
  at("find").addEventListener("input", (event) => {
    state.find = event.target.value;
    update();
  });
  at("head").addEventListener("input", (event) => {
    const name = event.target.dataset.filter;
    if (event.target.value) state.filters[name] = event.target.value;
    else delete state.filters[name];
    update();
  });
  at("head").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const name = button.dataset.sort;
    state.sort = state.sort === name ? "-" + name : state.sort === "-" + name ? "" : name;
    drawHead();
    update();
    at("head").querySelector(`[data-sort="${name}"]`).focus();
  });
  at("choice").addEventListener("change", () => {
    const boxes = [...at("choice").querySelectorAll("input")];
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (!chosen.length) return drawColumns();
    // Columns that were shown keep their order; new ones come last.
    state.columns = [
      ...state.columns.filter((name) => chosen.includes(name)),
      ...chosen.filter((name) => !state.columns.includes(name)),
    ];
    drawHead();
    update();
  });
  at("more").addEventListener("click", () => {
    whole = true;
    drawBody();
  });
  at("reset").addEventListener("click", () => {
    location.hash = hash({ table: state.table });
    show();
  });
  at("csv").addEventListener("click", () => save(asCsv(), "text/csv;charset=utf-8", "csv"));
  at("json").addEventListener("click", () => save(asJson(), "application/json", "json"));
  for (const name of ["link", "row-link"]) {
    at(name).addEventListener("click", async (event) => {
      const button = event.currentTarget;
      const said = button.textContent;
      try {
        await navigator.clipboard.writeText(location.href);
        button.textContent = words.copied;
      } catch {
        button.textContent = words.notCopied;
      }
      setTimeout(() => (button.textContent = said), 1500);
    });
  }
  at("row-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (!state.row) return;
    state.row = "";
    delete root.dataset.open;
    keep();
  });
  window.addEventListener("hashchange", show);
  show();
})();
