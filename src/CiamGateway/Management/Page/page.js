"use strict";
// Everything shown is set as text: no name from the configuration can become markup.
(() => {
  const interval = 1000;
  let now = new Date();
  const byId = id => document.getElementById(id);
  const states = { fresh: "", renewing: "", idle: "quiet", degraded: "warning", expired: "error", missing: "error", serves: "", down: "error", allFail: "error", someFail: "warning", healthy: "", answering: "", "answering with errors": "error", "no calls": "quiet", unhealthy: "error", "not asked yet": "quiet", "in trouble": "error", "being tried again": "warning", "failing, left alone": "error" };

  const make = (tag, className = "", ...children) => {
    const node = document.createElement(tag);
    node.className = className;
    node.append(...children);
    return node;
  };
  const put = (node, text) => {
    const words = text ?? "";
    if (node.textContent !== words) node.textContent = words;
  };
  // An address may break behind its slashes, a key behind its colons.
  const putAddress = (node, text) => {
    if (node.textContent !== text) node.replaceChildren(...text.split(/(?<=[^/]\/)(?=[^/])|(?<=[A-Za-z]:)(?=[A-Za-z])/).flatMap(part => [part, make("wbr")]));
  };
  const mark = (node, className) => { if (node.className !== className) node.className = className; };

  // One element for each item, kept as long as the item is there, so that focus stays where it is.
  const list = (container, items, keyOf, create, update) => {
    const before = new Map([...container.children].map(node => [node.dataset.key, node]));
    const unused = new Set(container.children);
    items.forEach((item, index) => {
      const key = keyOf(item);
      let node = before.get(key);
      if (!unused.delete(node)) {
        node = create(item);
        node.dataset.key = key;
      }
      update(node, item);
      if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
    });
    unused.forEach(node => node.remove());
  };

  const duration = seconds => {
    const whole = Math.max(0, Math.floor(seconds));
    const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
    if (days) return `${days} d ${hours} h`;
    if (hours) return `${hours} h ${minutes} min`;
    return minutes ? `${minutes} min ${String(whole % 60).padStart(2, "0")} s` : `${whole} s`;
  };
  const number = (value, digits) => value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const rate = traffic => traffic.requests === 0 ? "no calls" : `${traffic.requestsPerSecond < 0.1 ? "<0.1" : number(traffic.requestsPerSecond, traffic.requestsPerSecond < 10 ? 1 : 0)} /s`;
  const percent = ratio => ratio === undefined ? "–" : ratio === 0 ? "0 %" : ratio < 0.001 ? "<0.1 %" : `${number(ratio * 100, ratio < 0.1 ? 1 : 0)} %`;
  const milliseconds = value => value === undefined ? "–" : value >= 1000 ? `${number(value / 1000, 1)} s` : `${number(value, value < 10 ? 1 : 0)} ms`;
  const time = instant => new Date(instant).toLocaleTimeString("en-GB");
  const moment = instant => new Date(instant).toDateString() === new Date().toDateString() ? time(instant) : new Date(instant).toLocaleString("en-GB");
  const ago = instant => duration((now - new Date(instant)) / 1000);
  const count = (items, one, many) => `${items.length} ${items.length === 1 ? one : many}`;

  const showVerdict = (severity, words) => {
    const verdict = byId("verdict");
    put(verdict, words);
    verdict.dataset.severity = severity;
    document.title = `${words} · CiamGateway`;
  };

  const showProblems = problems => list(byId("problems"), problems, problem => problem.title,
    () => make("li", "", make("strong"), make("p", "since"), make("div"), make("ul", "concerns")),
    (node, problem) => {
      const [title, since, reasons, concerns] = node.children;
      mark(node, `problem ${problem.severity}`);
      put(title, problem.title);
      put(since, problem.since && `Since ${moment(problem.since)}, for ${ago(problem.since)}`);
      list(concerns, problem.concerns, concern => concern, () => make("li"), put);
      list(reasons, problem.reasons, reason => reason.cause,
        () => make("div", "reason", make("p", "cause"), make("p", "fix")),
        (pair, reason) => {
          putAddress(pair.children[0], reason.cause);
          putAddress(pair.children[1], reason.fix);
        });
    });

  const showRecoveries = recoveries => list(byId("recoveries"), recoveries, recovery => recovery.route, () => make("li"),
    (node, recovery) => put(node, `Route ${recovery.route} succeeds again since ${moment(recovery.until)}. Every call failed for ${duration((new Date(recovery.until) - new Date(recovery.since)) / 1000)}: ${recovery.reason}.`));

  const showTraffic = traffic => {
    put(byId("figure-rate"), rate(traffic));
    put(byId("figure-errors"), percent(traffic.failedRatio));
    mark(byId("figure-errors"), traffic.failed > 0 ? "bad" : "");
    put(byId("figure-p50"), milliseconds(traffic.p50Milliseconds));
    put(byId("figure-p99"), milliseconds(traffic.p99Milliseconds));
  };

  const minutes = 60;
  const kinds = [
    ["unreachable", "API unreachable"], ["timeout", "API time-out"], ["apiFailed", "5xx of the API"], ["apiRefused", "401, 403, 407, 429 of the API"],
    ["noToken", "no access token"], ["gatewayFailed", "gateway failed"], ["callerGone", "caller gave up"],
    ["requestRejected", "other 4xx of the API"], ["callerRefused", "refused by the gateway"],
  ].map(([name, label], index) => ({ name, label, className: `kind-${index + 1}` }));
  const sum = values => values.reduce((total, value) => total + (value ?? 0), 0);
  const whole = value => number(value, 0);

  const draw = (tag, attributes, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  };
  const set = (node, name, value) => { if (node.getAttribute(name) !== `${value}`) node.setAttribute(name, value); };

  const createChart = chart => {
    const columns = Array.from({ length: minutes }, (_, index) =>
      draw("g", {}, draw("title", {}), draw("rect", { class: "hit", x: index * 4, y: 0, width: 4, height: 72 })));
    return make("figure", "chart",
      make("figcaption", "", make("span", "", chart.name), make("span", "total")),
      draw("svg", { viewBox: "0 0 240 72", preserveAspectRatio: "none", role: "img" }, ...columns),
      make("p", "axis", make("span", "", "1 h ago"), make("span", "top"), make("span", "", "now")),
      make("p", "legend"));
  };

  // The columns hold [class, low, high] for each part of the bar; the newest is on the right.
  const updateChart = (node, chart) => {
    const [caption, svg, axis, legend] = node.children;
    const highest = Math.max(...chart.columns.flatMap(parts => parts.map(part => part[2])), 0);
    const empty = minutes - chart.columns.length;
    put(caption.children[1], chart.total);
    put(axis.children[1], highest > 0 ? `at most ${chart.unit(highest)}` : "");
    set(svg, "aria-label", `${chart.name}, the last hour: ${chart.total}`);
    chart.columns.forEach((parts, index) => {
      const column = svg.children[empty + index];
      put(column.children[0], chart.title(index));
      const bars = parts.filter(part => part[2] > part[1]);
      while (column.children.length > bars.length + 2) column.lastChild.remove();
      bars.forEach(([className, low, high], place) => {
        if (!column.children[place + 2]) column.append(draw("rect", { x: (empty + index) * 4 + 0.5, width: 3 }));
        const [bar, height] = [column.children[place + 2], Math.max(1.5, 70 * (high - low) / highest)];
        set(bar, "class", className);
        set(bar, "y", 72 - 70 * low / highest - height);
        set(bar, "height", height);
      });
    });
    list(legend, chart.legend, key => key.className, () => make("span"), (line, key) => {
      put(line, key.label);
      mark(line, `key ${key.className}`);
    });
  };

  const stack = parts => parts.reduce(([bars, low], [className, value]) => [[...bars, [className, low, low + value]], low + value], [[], 0])[0];

  const showHour = hour => {
    const at = index => moment(new Date(hour.start).getTime() + 60000 * index).slice(0, -3);
    const occurred = kinds.filter(kind => hour.errors[kind.name]);
    const errorsOf = index => occurred.filter(kind => hour.errors[kind.name][index] > 0);
    const granted = { label: `granted: ${whole(sum(hour.tokensGranted))}`, className: "granted" };
    const failed = { label: `failed: ${whole(sum(hour.tokensFailed))}`, className: "failed" };
    const worst = Math.max(...hour.p99Milliseconds.map(value => value ?? 0));
    list(byId("charts"), [
      {
        name: "Calls", total: whole(sum(hour.requests)), unit: value => `${whole(value)} a minute`, legend: [],
        columns: hour.requests.map(value => [["calls", 0, value]]), title: index => `${at(index)}: ${whole(hour.requests[index])} calls`,
      },
      {
        name: "Errors", total: whole(sum(occurred.flatMap(kind => hour.errors[kind.name]))), unit: value => `${whole(value)} a minute`,
        columns: hour.requests.map((_, index) => stack(errorsOf(index).map(kind => [kind.className, hour.errors[kind.name][index]]))),
        title: index => `${at(index)}: ${errorsOf(index).map(kind => `${whole(hour.errors[kind.name][index])} ${kind.label}`).join(", ") || "no errors"}`,
        legend: occurred.map(kind => ({ label: `${kind.label}: ${whole(sum(hour.errors[kind.name]))}`, className: kind.className })),
      },
      {
        name: "Time", total: worst > 0 ? `99 of 100 within ${milliseconds(worst)}` : "no calls", unit: milliseconds,
        columns: hour.p99Milliseconds.map((p99, index) => p99 === null ? [] : [["range", 0, p99], ["half", 0, hour.p50Milliseconds[index]]]),
        title: index => hour.p99Milliseconds[index] === null ? `${at(index)}: no calls` : `${at(index)}: half within ${milliseconds(hour.p50Milliseconds[index])}, 99 of 100 within ${milliseconds(hour.p99Milliseconds[index])}`,
        legend: [{ label: "half within", className: "half" }, { label: "99 of 100 within", className: "range" }],
      },
      {
        name: "Token requests", total: whole(sum(hour.tokensGranted) + sum(hour.tokensFailed)), unit: value => `${whole(value)} a minute`,
        columns: hour.tokensGranted.map((value, index) => stack([["granted", value], ["failed", hour.tokensFailed[index]]])),
        title: index => `${at(index)}: ${whole(hour.tokensGranted[index])} granted, ${whole(hour.tokensFailed[index])} failed`,
        legend: [granted, failed],
      },
    ], chart => chart.name, createChart, updateChart);
  };

  const createToken = token => {
    const bar = make("div", "life", make("span", "reserve"), make("span", "fresh"));
    const button = make("button", "", "Refresh");
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", `Lifetime of the token for ${token.scope}`);
    bar.setAttribute("aria-valuemin", "0");
    button.type = "button";
    button.setAttribute("aria-label", `Refresh the token for ${token.scope} of client ${token.client}`);
    button.addEventListener("click", () => refresh(button, token));
    const heading = make("h3", "", ...token.scope.split(" ").map(part => make("span", "scope", part)));
    return make("li", "token",
      make("div", "top", heading, make("span", "state")),
      make("p", "of"), bar, make("p", "ends", make("span", "refresh"), make("span", "expiry")),
      make("p", "trouble"), make("div", "bottom", make("span", "from"), button));
  };

  const updateToken = (node, token) => {
    const find = name => node.querySelector(`.${name}`);
    const reserve = Math.max(0, token.lifetimeSeconds - token.refreshAfterSeconds);
    const left = token.expiresInSeconds;
    const width = seconds => `${token.lifetimeSeconds > 0 ? 100 * seconds / token.lifetimeSeconds : 0}%`;
    node.dataset.state = token.state;
    node.dataset.fingerprint = token.fingerprint ?? "";
    put(find("state"), token.state === "renewing" ? "renewing" : token.state);
    mark(find("state"), `state ${states[token.state]}`);
    put(find("of"), `client ${token.client}${token.resource ? `, resource ${token.resource}` : ""}${token.isWarm ? "" : ", fetched on demand"}`);
    node.querySelectorAll(".scope").forEach(part => {
      const isMissing = token.missingScope.includes(part.textContent);
      mark(part, isMissing ? "scope missing" : "scope");
      part.title = isMissing ? "asked for, not granted" : "";
    });
    find("reserve").style.width = width(Math.min(left, reserve));
    find("fresh").style.left = width(reserve);
    find("fresh").style.width = width(Math.max(0, left - reserve));
    const refreshes = token.refreshInSeconds > 0 ? `refreshes in ${duration(token.refreshInSeconds)}` : left > 0 ? (token.isWarm ? "refresh is due" : "refreshes with the next call") : "no token";
    const expires = left > 0 ? `expires in ${duration(left)}` : token.expiresAt ? `expired ${moment(token.expiresAt)}` : "";
    put(find("refresh"), refreshes);
    put(find("expiry"), expires);
    const bar = find("life");
    bar.setAttribute("aria-valuemax", Math.round(token.lifetimeSeconds) || 1);
    bar.setAttribute("aria-valuenow", Math.round(left));
    bar.setAttribute("aria-valuetext", [refreshes, expires].filter(Boolean).join(", "));
    put(find("trouble"), token.trouble && `${token.trouble.cause} Failed ${token.trouble.attempts === 1 ? "once" : `${token.trouble.attempts} times`} since ${moment(token.trouble.since)}.`);
    put(find("from"), [token.obtainedAt && `obtained ${moment(token.obtainedAt)}`, count(token.routes, "route", "routes")].filter(Boolean).join(" · "));
    find("from").title = token.fingerprint ? `fingerprint ${token.fingerprint}` : "";
  };

  const createRoute = route => {
    const cell = (label, className) => {
      const node = make("td", className);
      node.dataset.label = label;
      node.setAttribute("role", "cell");
      return node;
    };
    // A path may break before each of its segments.
    const path = (route.path ?? "any path").split(/(?=\/)/).flatMap(segment => [make("wbr"), segment]);
    const opener = make("button", "name", route.name);
    opener.type = "button";
    opener.addEventListener("click", () => {
      if (!opened.delete(keyOf(route))) opened.add(keyOf(route));
      showRoutes();
    });
    const name = make("th", "", opener, make("span", "state"), make("code", "", `${route.methods.join(", ") || "any method"} `, ...path));
    name.scope = "row";
    name.setAttribute("role", "rowheader");
    const row = make("tr", "", name, cell("Scope", "scopes"), cell("Who may call", "callers"), cell("Rate", "number"), cell("Errors", "number"), cell("p50", "number"), cell("p99", "number"));
    row.setAttribute("role", "row");
    return row;
  };

  const updateRoute = (node, route) => {
    const [name, scope, callers, requests, errors, p50, p99] = node.children;
    const idle = route.traffic.requests === 0 ? "number idle" : "number";
    const fails = failing[route.calls.state];
    name.children[0].setAttribute("aria-expanded", opened.has(keyOf(route)));
    put(name.children[1], fails ?? (route.state === "serves" ? "" : route.state));
    mark(name.children[1], `state ${states[fails ? route.calls.state : route.state]}`);
    put(scope, route.scope ?? "no token");
    mark(scope, route.scope ? "scopes" : "scopes none");
    put(callers, route.mayCall);
    [[requests, rate(route.traffic)], [p50, milliseconds(route.traffic.p50Milliseconds)], [p99, milliseconds(route.traffic.p99Milliseconds)]].forEach(([cell, text]) => {
      put(cell, text);
      mark(cell, idle);
    });
    put(errors, percent(route.traffic.failedRatio));
    mark(errors, route.traffic.failed > 0 ? "number bad" : idle);
  };

  const callWords = calls => ({
    allFail: `Every call fails since ${moment(calls.since)}, for ${ago(calls.since)}: ${calls.reason}. ${calls.lastSuccessAt ? `Last success ${moment(calls.lastSuccessAt)}.` : "No call has succeeded in the last hour."}`,
    someFail: `Some calls fail since ${moment(calls.since)}, for ${ago(calls.since)}: ${calls.reason}.`,
    succeed: `They succeed. Last success ${moment(calls.lastSuccessAt)}.`,
  })[calls.state] ?? "No calls in the last hour.";

  const createDetail = () => {
    const terms = ["Who may call", "Access token", "API", "Calls", "Last errors"].map(term => [make("dt", "", term), make("dd")]);
    terms[4][1].append(make("ul", "failures"));
    const cell = make("td", "", make("dl", "", ...terms.flat()));
    cell.colSpan = 7;
    cell.setAttribute("role", "cell");
    const row = make("tr", "detail", cell);
    row.setAttribute("role", "row");
    return row;
  };

  const updateDetail = (node, route) => {
    const [callers, token, api, calls, errors] = node.querySelectorAll("dd");
    put(callers, route.mayCall);
    put(token, route.tokenClient ? `token client ${route.tokenClient}, ${route.scope ? `scope ${route.scope}` : "no scope"}` : "goes out without one");
    put(api, route.cluster);
    put(calls, callWords(route.calls));
    errors.hidden = errors.previousSibling.hidden = route.calls.lastErrors.length === 0;
    list(errors.firstChild, route.calls.lastErrors, error => [error.status, error.reason].join(" "),
      () => make("li", "", make("p", "what"), make("p"), make("p", "when")),
      (line, error) => {
        put(line.children[0], error.reason);
        put(line.children[1], error.code ? error.cause : error.cause ? `The API says: ${error.cause}` : "The API gives no reason in its headers.");
        put(line.children[2], `${error.count === 1 ? "once" : `${error.count} times`}, last ${moment(error.lastAt)}, answered ${error.status}${error.traceId ? `, trace ${error.traceId}` : ""}`);
      });
  };

  const failing = { allFail: "fails", someFail: "fails at times" };
  const opened = new Set();
  const keyOf = route => [route.name, route.path, ...route.methods].join(" ");
  const severity = route => route.calls.state === "allFail" ? 0 : route.state === "down" ? 1 : route.calls.state === "someFail" ? 2 : route.state === "degraded" ? 3 : 4;
  let routes = [];
  const showRoutes = () => {
    const wanted = byId("filter").value.trim().toLowerCase();
    const shown = routes
      .filter(route => [route.name, route.path, route.methods.join(" "), route.scope, route.mayCall, route.cluster].join(" ").toLowerCase().includes(wanted))
      .sort((one, other) => severity(one) - severity(other) || (one.path ?? "").localeCompare(other.path ?? "") || one.name.localeCompare(other.name));
    const rows = shown.flatMap(route => opened.has(keyOf(route)) ? [{ route }, { route, isDetail: true }] : [{ route }]);
    list(byId("route-list"), rows, row => `${keyOf(row.route)}${row.isDetail ? " detail" : ""}`,
      row => row.isDetail ? createDetail() : createRoute(row.route),
      (node, row) => row.isDetail ? updateDetail(node, row.route) : updateRoute(node, row.route));
    byId("no-route").hidden = shown.length > 0 || routes.length === 0;
  };

  const showFacts = (id, facts) => list(byId(id), facts, fact => fact.key,
    () => make("li", "", make("p", "first", make("span"), make("span")), make("p", "second"), make("p", "third")),
    (node, fact) => {
      const [first, second, third] = node.children;
      put(first.children[0], fact.name);
      put(first.children[1], fact.state);
      mark(first.children[1], `state ${fact.mark ?? states[fact.state] ?? ""}`);
      putAddress(second, fact.second ?? "");
      put(third, fact.third);
    });

  const answersOf = cluster => {
    const calls = routes.filter(route => route.cluster === cluster).map(route => route.calls);
    return calls.some(call => ["succeed", "someFail"].includes(call.state)) ? "answering"
      : calls.some(call => call.state === "allFail") ? "answering with errors"
      : "no calls";
  };

  const destination = server => ({
    key: `${server.cluster}/${server.name}`,
    name: `${server.cluster} / ${server.name}`,
    state: server.state === "unknown" && !server.trouble ? answersOf(server.cluster) : server.state,
    second: server.address,
    third: server.trouble ? `${server.trouble} Since ${moment(server.troubleSince)}.` : server.concurrentRequests > 0 ? `${server.concurrentRequests} requests under way` : "",
  });

  const endpointState = (client, tokens) => client.circuit === "open" ? "failing, left alone"
    : client.circuit === "half-open" ? "being tried again"
    : tokens.some(token => token.client === client.name && token.trouble) ? "in trouble"
    : tokens.some(token => token.client === client.name && token.obtainedAt) ? "answering"
    : "not asked yet";

  const endpoint = tokens => client => ({
    key: client.name,
    name: client.name,
    state: endpointState(client, tokens),
    mark: states[endpointState(client, tokens)],
    second: client.server,
    third: [
      client.clientId || "no client_id",
      client.authentication,
      client.grantType === "client_credentials" ? "" : `grant ${client.grantType.split(":").pop()}`,
      client.assertionEndsAt ? `assertion until ${moment(client.assertionEndsAt)}` : "",
    ].filter(Boolean).join(", "),
  });

  const connectionEvents = {
    address_moved: "address moved", address_skipped: "address does not answer", name_unresolved: "name not resolved",
    host_unreachable: "no address answers", peer_silent: "connections replaced", request_repeated: "sent again",
  };

  const connection = event => ({
    key: [event.kind, event.name, event.event].join("|"),
    name: `${event.kind.replace("_", " ")} ${event.name}`,
    state: connectionEvents[event.event] ?? event.event,
    mark: ["address_moved", "request_repeated"].includes(event.event) ? "quiet" : "warning",
    second: event.details,
    third: `${event.count === 1 ? "Once" : `${event.count} times`}, last ${moment(event.lastAt)}`,
  });

  const certificate = known => ({
    key: `${known.key} ${known.subject}`,
    name: known.subject,
    state: { valid: "valid", ending: `ends in ${known.daysLeft} d`, ended: "ended", notYetValid: "not valid yet" }[known.state],
    mark: { valid: "", ending: "warning" }[known.state] ?? "error",
    second: known.key,
    third: `${known.usage.replace("_", " ")}, until ${moment(known.notAfter)}`,
  });

  const configuration = standing => [
    { key: "version", name: `Version ${standing.version}`, state: standing.hash, mark: "quiet", second: `applied at ${moment(standing.appliedAt)}`, third: "" },
    {
      key: "reload", name: "Last change", state: standing.lastReload?.outcome ?? "none", mark: standing.lastReload?.outcome === "refused" ? "error" : standing.lastReload ? "" : "quiet",
      second: standing.lastReload ? moment(standing.lastReload.at) : "not changed since the start", third: "",
    },
    ...standing.warnings.map((warning, index) => ({ key: `warning ${index}`, name: warning.path || warning.place || "Warning", state: "warning", mark: "warning", second: warning.message, third: `Fix: ${warning.fix}` })),
  ];

  const show = report => {
    now = new Date(report.time);
    const verdict = report.verdict;
    showVerdict(verdict.severity, verdict.words);
    const facts = `${count(report.routes, "route", "routes")}, ${count(report.destinations, "destination", "destinations")}`;
    put(byId("summary"), [verdict.since && `Since ${moment(verdict.since)}, for ${ago(verdict.since)}`, verdict.tokens, facts].filter(Boolean).join(" · "));
    showProblems(verdict.problems);
    showRecoveries(verdict.recoveries);
    put(byId("instance"), report.gateway.instance);
    put(byId("version"), report.gateway.version.split("+")[0]);
    byId("version").title = report.gateway.version;
    put(byId("uptime"), `up ${duration(report.gateway.uptimeSeconds)}`);
    showTraffic(report.traffic);
    showHour(report.hour);
    list(byId("token-list"), report.tokens, token => [token.client, token.scope, token.resource].join("|"), createToken, updateToken);
    routes = report.routes;
    showRoutes();
    showFacts("destination-list", report.destinations.map(destination));
    showFacts("endpoint-list", report.tokenClients.map(endpoint(report.tokens)));
    showFacts("configuration-list", configuration(report.configuration));
    byId("certificates").hidden = report.certificates.length === 0;
    showFacts("certificate-list", report.certificates.map(certificate));
    byId("connections").hidden = report.connections.length === 0;
    showFacts("connection-list", report.connections.map(connection));
    byId("cache").hidden = !report.sharedCache;
    showFacts("cache-list", report.sharedCache ? [{ key: "cache", name: report.sharedCache.server, state: report.sharedCache.isConnected ? "connected" : "not connected", mark: report.sharedCache.isConnected ? "" : "error", second: report.sharedCache.trouble ?? "", third: "" }] : []);
  };

  let lostSince;
  const showLive = () => {
    lostSince = undefined;
    put(byId("live"), "Live");
    mark(byId("live"), "live on");
  };
  const showLost = why => {
    lostSince ??= new Date();
    put(byId("live"), `Since ${time(lostSince)}`);
    mark(byId("live"), "live lost");
    showVerdict("error", why);
    put(byId("summary"), "What follows is how it was before.");
  };

  const ask = async () => {
    try {
      const answer = await fetch("/status", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if (answer.ok) return await answer.json();
      showLost(answer.status === 401 ? "Sign in again: reload this page" : `The gateway answers ${answer.status}`);
    } catch {
      showLost("The gateway does not answer");
    }
  };

  let timer;
  const poll = async () => {
    clearTimeout(timer);
    const report = await ask();
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(poll, interval);
    if (report) {
      show(report);
      showLive();
    }
  };

  const refresh = async (button, token) => {
    if (button.getAttribute("aria-disabled") === "true") return;
    const note = byId("refreshed");
    button.setAttribute("aria-disabled", "true");
    put(note, "Asking for new tokens …");
    mark(note, "note");
    try {
      const query = token ? `?${new URLSearchParams({ client: token.client, scope: token.scope })}` : "";
      const answer = await fetch(`/tokens/refresh${query}`, { method: "POST" });
      const body = await answer.json();
      const failed = (body.tokens ?? []).filter(outcome => outcome.cause);
      put(note, body.detail ?? (failed.length > 0
        ? failed.map(outcome => `${outcome.scope}: ${outcome.cause} ${outcome.outcome === "kept" ? "The token that is there still serves. " : ""}${outcome.fix}`).join(" ")
        : `${count(body.tokens, "token", "tokens")} renewed at ${time(Date.now())}.`));
      mark(note, answer.ok ? "note" : "note bad");
    } catch {
      put(note, "The gateway does not answer. Try again.");
      mark(note, "note bad");
    }
    button.removeAttribute("aria-disabled");
    poll();
  };

  byId("refresh-all").addEventListener("click", () => refresh(byId("refresh-all")));
  byId("filter").addEventListener("input", showRoutes);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
  poll();
})();
