// The explorer: tables of the package with facets, kept in the address; rows in a dialog.
(function () {
  "use strict";
  const root = document.getElementById("nmg-explorer");
  if (!root) return;
  const words = JSON.parse(document.getElementById("nmg-words").textContent);
  const zh = document.documentElement.lang.startsWith("zh") ? 1 : 0;
  const { meta, tables } = window.NMG;
  const base = root.dataset.root;
  const FACETS = ["topic", "indicator", "place", "year", "source"];
  const SHOWN = ["figure", "time", "indicator_id", "place_id", "measure", "notes", "source_id", "as_printed"];
  let grid = null;
  let rows = [];
  let state = {};

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") for (const [type, handler] of Object.entries(value)) node.addEventListener(type, handler);
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child != null && child !== ""));
    return node;
  };
  const thousands = (number) => number.toLocaleString("en");
  const nameOf = (kind, id) => meta.names[kind]?.[id]?.[zh] || id;
  const shown = (table, field, code) => {
    const about = meta.tables[table].fields[field];
    if (!about || !code) return code;
    return about.names ? nameOf(about.names, code) : about.labels[code]?.[zh] || code;
  };

  // State and address ---------------------------------------------------------------------------

  const read = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const address = (next) => {
    const filled = Object.entries(next).filter(([, value]) => value);
    return `#${new URLSearchParams(filled)}`;
  };
  const go = (changes, replace = false) => {
    state = { ...state, ...changes };
    const hash = address(state);
    if (hash !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", hash);
    apply();
  };
  const tableName = () => (meta.tables[state.table] ? state.table : "observations");

  // Rows ------------------------------------------------------------------------------------------

  const load = (name) =>
    tables[name]
      ? Promise.resolve()
      : new Promise((resolve, reject) => {
          document.head.append(el("script", { src: `${base}explorer/${name}.js`, on: { load: resolve, error: reject } }));
        });
  const records = (name) => {
    const fields = Object.keys(meta.tables[name].fields);
    return tables[name].map((cells) => {
      const row = Object.fromEntries(fields.map((field, at) => [field, cells[at]]));
      if (name === "observations") {
        row.figure = cells[fields.length + zh];
        row.time = cells[fields.length + 2 + zh];
        row.notes = [
          row.status === "actual" ? "" : shown(name, "status", row.status),
          shown(name, "vintage", row.vintage),
          row.break_before === "true" ? words.cut : "",
          row.status === "actual" && row.period && row.preferred !== "true" ? words.other : "",
        ].filter(Boolean).join("; ");
        row.topic = meta.names.indicators[row.indicator_id]?.[2] || "";
      }
      row.$key = meta.tables[name].key.map((field) => row[field]).join("/");
      row.$text = fields.map((field) => `${row[field]} ${shown(name, field, row[field])}`).join(" ").toLowerCase();
      if (name === "observations") row.$text += ` ${row.figure} ${row.time} ${row.notes}`.toLowerCase();
      return row;
    });
  };
  const facetField = { topic: "topic", indicator: "indicator_id", place: "place_id", year: "year", source: "source_id" };
  const facetName = (facet, id) => {
    if (facet === "topic") return meta.tables.indicators.fields.topic.labels[id]?.[zh] || id;
    return facet === "year" ? id : nameOf(`${facet}s`, id);
  };
  const fits = (row, without) =>
    FACETS.every((facet) => facet === without || !state[facet] || row[facetField[facet]] === state[facet]) &&
    (state.q || "").toLowerCase().split(/\s+/).every((word) => row.$text.includes(word));

  // Controls --------------------------------------------------------------------------------------

  const chosen = el("select", { id: "ex-table", on: { change: () => go({ table: chosen.value, ...Object.fromEntries([...FACETS, "row", "sort"].map((f) => [f, ""])) }) } },
    ...Object.entries(meta.tables).map(([name, about]) => el("option", { value: name }, about.titles[zh])));
  let wait = 0;
  const find = el("input", { id: "ex-find", type: "search", autocomplete: "off", on: { input: () => {
    clearTimeout(wait);
    wait = setTimeout(() => go({ q: find.value.trim() }, true), 200);
  } } });
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, el("select", { id: `ex-${facet}`, on: { change: (event) => go({ [facet]: event.target.value }) } })]));
  const count = el("p", { id: "ex-count", role: "status" });
  const labelled = (text, control) => el("label", {}, text, control);
  const button = (text, handler) => el("button", { type: "button", class: "md-button", on: { click: handler } }, text);
  const facetBox = el("div", { class: "ex-facets" }, ...FACETS.map((facet) => labelled(words[facet], facets[facet])));
  const place = el("div", { id: "ex-grid" });
  const dialog = el("dialog", { "aria-labelledby": "ex-title", on: { close: () => state.row && go({ row: "" }) } });
  root.append(
    el("div", { class: "ex-bar" }, labelled(words.table, chosen), labelled(words.find, find)),
    facetBox,
    el("div", { class: "ex-bar" }, count, button(words.reset, () => go(Object.fromEntries([...FACETS, "q", "sort"].map((f) => [f, ""])))),
      button("CSV", () => save("csv")), button("Excel", () => save("xlsx"))),
    place, dialog);

  const fill = (facet) => {
    const totals = new Map();
    for (const row of rows) if (fits(row, facet)) totals.set(row[facetField[facet]], (totals.get(row[facetField[facet]]) || 0) + 1);
    totals.delete("");
    const order = [...totals].map(([id, total]) => [id, facetName(facet, id), total]);
    order.sort((one, other) => (facet === "year" ? other[0] - one[0] : one[1].localeCompare(other[1], zh ? "zh" : "en")));
    if (state[facet] && !totals.has(state[facet])) order.unshift([state[facet], facetName(facet, state[facet]), 0]);
    facets[facet].replaceChildren(el("option", { value: "" }, words.all),
      ...order.map(([id, name, total]) => el("option", { value: id, selected: id === state[facet] }, `${name} (${total})`)));
  };

  // Grid ------------------------------------------------------------------------------------------

  const inBase = (row) => {
    const unit = meta.names.units[row.unit_id];
    return [unit[3], Number(row.value || row.upper || row.lower) * Number(unit[2])];
  };
  const byFigure = (a, b, one, other) => {
    const [first, second] = [inBase(one.getData()), inBase(other.getData())];
    return first[0] === second[0] ? first[1] - second[1] : first[0].localeCompare(second[0]);
  };
  const OWN = { figure: words.value, time: words.period, notes: words.notes };
  const titleOf = (name, field) => OWN[field] || meta.tables[name].fields[field].titles[zh];
  const opener = (cell) => {
    const row = cell.getData();
    return el("button", { type: "button", class: "ex-open", on: { click: () => go({ row: row.$key }) } }, cell.getValue() || row.$key);
  };
  const columns = (name) => {
    const about = meta.tables[name];
    const twin = (field) => field.replace(zh ? /_en$/ : /_zh$/, zh ? "_zh" : "_en");
    const own = (field) => (twin(field) === field || !about.fields[twin(field)]) && field !== (zh ? "title_en" : "title");
    const named = about.shown.filter((field) => own(field) || !about.fields.title_en && field === "title");
    const fields = name === "observations" ? SHOWN : named;
    return fields.map((field, at) => ({
      title: titleOf(name, field),
      field,
      frozen: at === 0 && window.innerWidth > 700,
      minWidth: field === "notes" ? 220 : at ? 90 : 185,
      widthGrow: { indicator_id: 2, notes: 2 }[field] || 1,
      headerSortTristate: true,
      sorter: field === "figure" ? byFigure : field === "time" ? (a, b, one, other) => one.getData().period.localeCompare(other.getData().period)
        : ["number", "integer"].includes(meta.tables[name].fields[field]?.type) ? "number" : "string",
      formatter: at === 0 ? opener : (cell) => {
        const text = shown(name, field, cell.getValue());
        return el("span", { title: text === cell.getValue() && field !== "notes" ? null : cell.getValue() }, text || "");
      },
    }));
  };
  // What Tabulator leaves out: roles that fit together, and headers that a keyboard can sort by.
  const usable = () => {
    place.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
    place.querySelector(".tabulator-table").setAttribute("role", "presentation");
    for (const header of place.querySelectorAll(".tabulator-col")) {
      header.tabIndex = 0;
      header.addEventListener("keydown", (event) => {
        if (event.key === "Enter") header.querySelector(".tabulator-col-content").click();
      });
    }
  };
  let drawn = "";
  async function apply() {
    const name = tableName();
    await load(name);
    if (drawn !== name) {
      drawn = name;
      rows = records(name);
      grid?.destroy();
      const [field, dir] = (state.sort || "").split(".");
      grid = new window.Tabulator(place, {
        data: rows.filter((row) => fits(row)),
        columns: columns(name),
        layout: "fitColumns",
        height: "min(70vh, 40rem)",
        placeholder: words.nothing,
        initialSort: field ? [{ column: field, dir }] : [],
      });
      await new Promise((resolve) => grid.on("tableBuilt", resolve));
      usable();
      grid.on("dataSorted", (sorters) => {
        const sort = sorters[0] ? `${sorters[0].field}.${sorters[0].dir}` : "";
        if (sort !== (state.sort || "")) go({ sort }, true);
      });
    } else {
      await grid.replaceData(rows.filter((row) => fits(row)));
    }
    chosen.value = name;
    if (document.activeElement !== find) find.value = state.q || "";
    facetBox.hidden = name !== "observations";
    if (!facetBox.hidden) FACETS.forEach(fill);
    count.textContent = words.count.replace("{n}", thousands(grid.getDataCount())).replace("{all}", thousands(rows.length));
    detail();
    root.dataset.ready = name;
  }

  // A row -----------------------------------------------------------------------------------------

  function detail() {
    const row = state.row && rows.find((one) => one.$key === state.row);
    if (!row) {
      if (dialog.open) dialog.close();
      return;
    }
    const name = tableName();
    const facts = [];
    for (const field of Object.keys(meta.tables[name].fields)) {
      if (!row[field] || (field.endsWith(zh ? "_en" : "_zh") && field.startsWith("note"))) continue;
      const text = shown(name, field, row[field]);
      const code = text === row[field] ? "" : el("code", {}, row[field]);
      const link = /^https?:/.test(text) ? el("a", { href: text }, text) : text;
      facts.push(el("dt", {}, meta.tables[name].fields[field].titles[zh]), el("dd", {}, link, " ", code));
    }
    const head = [el("h2", { id: "ex-title" }, row.figure || nameOf(name, row.$key))];
    if (name === "observations") {
      const [publisher, , url, date, , title] = meta.names.sources[row.source_id];
      const indicator = meta.names.indicators[row.indicator_id];
      const page = indicator[3].split("#")[0];
      const source = `${zh ? meta.names.sources[row.source_id][1] : publisher}${date ? ` ${date}` : ""}`;
      head.push(
        el("p", {}, `${row.time} · ${nameOf("places", row.place_id)} · `, el("a", { href: `${page}#${row.observation_id}` }, indicator[zh])),
        el("p", {}, `${words.source}: `, url ? el("a", { href: url, title }, source) : `${source} (${words.unlinked})`),
        el("pre", {}, el("code", {}, `from nmg_data import cite, trace\n\nprint(trace("${row.observation_id}"))\nprint(cite("${row.observation_id}"))`)),
        el("p", {}, el("a", { href: `${meta.home}/issues/new?title=${encodeURIComponent(`${words.error} ${row.observation_id}`)}` }, words.report)));
    }
    const list = grid.getData("active");
    const at = list.findIndex((one) => one.$key === row.$key);
    const step = (by, text) => el("button", { type: "button", class: "md-button", disabled: !list[at + by] || at < 0 ? "" : false, on: { click: () => go({ row: list[at + by].$key }) } }, text);
    dialog.replaceChildren(...head, el("dl", {}, ...facts),
      el("div", { class: "ex-bar" }, step(-1, words.previous), step(1, words.next), button(words.close, () => dialog.close())));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  // Files -----------------------------------------------------------------------------------------

  const sheet = () => {
    const name = tableName();
    const fields = Object.keys(meta.tables[name].fields);
    const named = fields.filter((field) => meta.tables[name].fields[field].names);
    const extra = name === "observations" ? ["url"] : [];
    const header = [...fields, ...named.map((field) => field.replace(/_id$/, "_name")), ...extra, "licence"];
    const body = grid.getData("active").map((row) => [
      ...fields.map((field) => row[field]),
      ...named.map((field) => shown(name, field, row[field])),
      ...(extra.length ? [meta.names.sources[row.source_id][2]] : []),
      `CC-BY-4.0, nmg-data ${meta.version}`,
    ]);
    return { header, body, numeric: fields.map((field) => ["number", "integer"].includes(meta.tables[name].fields[field].type)) };
  };
  const download = (data, type, ending) => {
    const parts = [tableName(), ...FACETS.map((facet) => state[facet]), state.q].filter(Boolean);
    const link = el("a", { href: URL.createObjectURL(new Blob([data], { type })), download: `nmg-data-${meta.version}-${parts.join("-").replace(/[^\w\u4e00-\u9fff.-]+/g, "_")}.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  async function save(kind) {
    const { header, body, numeric } = sheet();
    if (kind === "csv") {
      const lines = [header, ...body].map((line) => line.map((cell) => quoted(cell || "")).join(","));
      download(`\ufeff${lines.join("\r\n")}\r\n`, "text/csv;charset=utf-8", "csv");
      return;
    }
    if (!window.fflate) await new Promise((resolve) => document.head.append(el("script", { src: root.dataset.zip, on: { load: resolve } })));
    const cell = (text, at) => (!text ? "<c/>" : numeric[at] ? `<c><v>${text}</v></c>` : `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`);
    const lines = [`<row>${header.map((text) => cell(text, -1)).join("")}</row>`, ...body.map((line) => `<row>${line.map(cell).join("")}</row>`)];
    const xml = (text) => window.fflate.strToU8(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
    const office = "http://schemas.openxmlformats.org";
    const relation = (id, type, target) => `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="${id}" Type="${office}/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`;
    const part = (path, type) => `<Override PartName="${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
    download(window.fflate.zipSync({
      "[Content_Types].xml": xml(`<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${part("/xl/workbook.xml", "sheet.main")}${part("/xl/worksheets/sheet1.xml", "worksheet")}</Types>`),
      "_rels/.rels": xml(relation("r1", "officeDocument", "xl/workbook.xml")),
      "xl/workbook.xml": xml(`<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="${tableName()}" sheetId="1" r:id="r1"/></sheets></workbook>`),
      "xl/_rels/workbook.xml.rels": xml(relation("r1", "worksheet", "worksheets/sheet1.xml")),
      "xl/worksheets/sheet1.xml": xml(`<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${lines.join("")}</sheetData></worksheet>`),
    }), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
  }

  const restore = () => {
    state = read();
    apply();
  };
  window.addEventListener("popstate", restore);
  restore();
})();
