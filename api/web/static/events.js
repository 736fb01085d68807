// Hears of changes by server-sent events while the page is in sight: ids and numbers, to look again at once.
// Where that fails, `hears()` is false, and who uses it looks again from time to time instead.

const againAfterMs = 15_000;

// `path` is the address of the stream, `after()` the number that the page was made at; `changed(call)` is told.
export function listen(path, after, changed) {
  let source = null;
  let last = 0;
  const close = () => { source?.close(); source = null; };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${path}?after=${Math.max(last, after())}`);
    source.addEventListener("call", (event) => {
      const { call, version } = JSON.parse(event.data);
      last = Math.max(last, version);
      changed(call);
    });
    source.addEventListener("again", () => { last = 0; changed(null); });
    source.addEventListener("over", () => { close(); changed(null); }); // signed out: the next look says so
    source.addEventListener("error", () => { if (source?.readyState === EventSource.CLOSED) { close(); setTimeout(open, againAfterMs); } });
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open())); // a browser opens six at most
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
  return () => source?.readyState === EventSource.OPEN;
}
