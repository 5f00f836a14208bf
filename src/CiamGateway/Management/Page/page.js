"use strict";
// Everything shown is set as text: no name from the configuration can become markup.
(() => {
  const interval = 1000;
  const byId = id => document.getElementById(id);
  const states = { fresh: "", renewing: "", idle: "quiet", degraded: "warning", expired: "error", missing: "error", serves: "", down: "error", healthy: "", unknown: "quiet", unhealthy: "error", closed: "", "half-open": "warning", open: "error" };

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
  const rate = traffic => traffic.requests === 0 ? "0 /s" : `${traffic.requestsPerSecond < 0.1 ? "<0.1" : number(traffic.requestsPerSecond, traffic.requestsPerSecond < 10 ? 1 : 0)} /s`;
  const percent = ratio => ratio === undefined ? "–" : ratio === 0 ? "0 %" : ratio < 0.001 ? "<0.1 %" : `${number(ratio * 100, ratio < 0.1 ? 1 : 0)} %`;
  const milliseconds = value => value === undefined ? "–" : value >= 1000 ? `${number(value / 1000, 1)} s` : `${number(value, value < 10 ? 1 : 0)} ms`;
  const time = instant => new Date(instant).toLocaleTimeString("en-GB");
  const moment = instant => new Date(instant).toDateString() === new Date().toDateString() ? time(instant) : new Date(instant).toLocaleString("en-GB");
  const count = (items, one, many) => `${items.length} ${items.length === 1 ? one : many}`;

  const showVerdict = (state, words) => {
    const verdict = byId("verdict");
    put(verdict, words);
    verdict.dataset.state = state;
    document.title = `${words} · CiamGateway`;
  };

  const showProblems = problems => list(byId("problems"), problems, problem => problem.title,
    () => make("li", "", make("strong"), make("div")),
    (node, problem) => {
      const [title, reasons] = node.children;
      mark(node, `problem ${problem.severity}`);
      put(title, problem.title);
      list(reasons, problem.reasons, reason => reason.cause,
        () => make("div", "reason", make("p", "cause"), make("p", "fix")),
        (pair, reason) => {
          put(pair.children[0], reason.cause);
          put(pair.children[1], reason.fix);
        });
    });

  const showTraffic = traffic => {
    put(byId("figure-rate"), rate(traffic));
    put(byId("figure-errors"), percent(traffic.errorRatio));
    mark(byId("figure-errors"), traffic.errors > 0 ? "bad" : "");
    put(byId("figure-p50"), milliseconds(traffic.p50Milliseconds));
    put(byId("figure-p99"), milliseconds(traffic.p99Milliseconds));
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
    const name = make("th", "", make("span", "name", route.name), make("span", "state"), make("code", "", `${route.methods.join(", ") || "any method"} `, ...path));
    name.scope = "row";
    name.setAttribute("role", "rowheader");
    const row = make("tr", "", name, cell("Scope", "scopes"), cell("Who may call", "callers"), cell("Rate", "number"), cell("Errors", "number"), cell("p50", "number"), cell("p99", "number"));
    row.setAttribute("role", "row");
    return row;
  };

  const updateRoute = (node, route) => {
    const [name, scope, callers, requests, errors, p50, p99] = node.children;
    const idle = route.traffic.requests === 0 ? "number idle" : "number";
    put(name.children[1], route.state === "serves" ? "" : route.state);
    mark(name.children[1], `state ${states[route.state]}`);
    put(scope, route.scope ?? "no token");
    mark(scope, route.scope ? "scopes" : "scopes none");
    put(callers, route.mayCall);
    [[requests, rate(route.traffic)], [p50, milliseconds(route.traffic.p50Milliseconds)], [p99, milliseconds(route.traffic.p99Milliseconds)]].forEach(([cell, text]) => {
      put(cell, text);
      mark(cell, idle);
    });
    put(errors, percent(route.traffic.errorRatio));
    mark(errors, route.traffic.errors > 0 ? "number bad" : idle);
  };

  const severity = route => ["down", "degraded", "serves"].indexOf(route.state);
  let routes = [];
  const showRoutes = () => {
    const wanted = byId("filter").value.trim().toLowerCase();
    const shown = routes
      .filter(route => [route.name, route.path, route.methods.join(" "), route.scope, route.mayCall, route.cluster].join(" ").toLowerCase().includes(wanted))
      .sort((one, other) => severity(one) - severity(other) || (one.path ?? "").localeCompare(other.path ?? "") || one.name.localeCompare(other.name));
    list(byId("route-list"), shown, route => [route.name, route.path, ...route.methods].join(" "), createRoute, updateRoute);
    byId("no-route").hidden = shown.length > 0 || routes.length === 0;
  };

  const showFacts = (id, facts) => list(byId(id), facts, fact => fact.key,
    () => make("li", "", make("p", "first", make("span"), make("span")), make("p", "second"), make("p", "third")),
    (node, fact) => {
      const [first, second, third] = node.children;
      put(first.children[0], fact.name);
      put(first.children[1], fact.state);
      mark(first.children[1], `state ${fact.mark ?? states[fact.state] ?? ""}`);
      put(second, fact.second);
      put(third, fact.third);
    });

  const destination = server => ({
    key: `${server.cluster}/${server.name}`,
    name: `${server.cluster} / ${server.name}`,
    state: server.state === "unknown" && !server.trouble && routes.some(route => route.cluster === server.cluster && route.traffic.requests > 0) ? "answers" : server.state,
    second: server.address,
    third: server.trouble ? `${server.trouble} Since ${moment(server.troubleSince)}.` : server.concurrentRequests > 0 ? `${server.concurrentRequests} requests under way` : "",
  });

  const endpoint = client => ({
    key: client.name,
    name: client.name,
    state: `circuit ${client.circuit}`,
    mark: states[client.circuit],
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

  const configuration = standing => [
    { key: "version", name: `Version ${standing.version}`, state: standing.hash, mark: "quiet", second: `in force since ${moment(standing.appliedAt)}`, third: "" },
    {
      key: "reload", name: "Last change", state: standing.lastReload?.outcome ?? "none", mark: standing.lastReload?.outcome === "refused" ? "error" : standing.lastReload ? "" : "quiet",
      second: standing.lastReload ? moment(standing.lastReload.at) : "not changed since the start", third: "",
    },
    ...standing.warnings.map((warning, index) => ({ key: `warning ${index}`, name: warning.path || warning.place || "Warning", state: "warning", mark: "warning", second: warning.message, third: `Fix: ${warning.fix}` })),
  ];

  const show = report => {
    showVerdict(report.verdict.state, report.verdict.words);
    put(byId("summary"), `${count(report.routes, "route", "routes")}, ${count(report.tokens, "token", "tokens")}, ${count(report.destinations, "destination", "destinations")}`);
    showProblems(report.verdict.problems);
    put(byId("instance"), report.gateway.instance);
    put(byId("version"), report.gateway.version.split("+")[0]);
    byId("version").title = report.gateway.version;
    put(byId("uptime"), `up ${duration(report.gateway.uptimeSeconds)}`);
    showTraffic(report.traffic);
    list(byId("token-list"), report.tokens, token => [token.client, token.scope, token.resource].join("|"), createToken, updateToken);
    routes = report.routes;
    showRoutes();
    showFacts("destination-list", report.destinations.map(destination));
    showFacts("endpoint-list", report.tokenClients.map(endpoint));
    showFacts("configuration-list", configuration(report.configuration));
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
    showVerdict("lost", why);
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
        ? failed.map(outcome => `${outcome.scope}: ${outcome.cause} ${outcome.outcome === "kept" ? "The token that is there still serves." : ""}`).join(" ")
        : `${count(body.tokens, "token", "tokens")} fetched anew at ${time(Date.now())}.`));
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
