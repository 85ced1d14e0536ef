// Says that the page of the runner is there, so that whoever watches an assignment sees who is in. It shows nothing; a
// beat that fails is forgotten, because the next one says the same. Where nobody watches, one beat is all.

const BEAT_MS = 30000;

/** `outbox` has the address and a fresh token, `position` tells the question on the screen. */
export const sayHere = (outbox, position) => {
  let timer = null;
  const beat = async () => {
    const body = new URLSearchParams({ csrf_token: outbox.token, position: String(position()) });
    try {
      const answer = await fetch(`${outbox.base}/here`, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.ok && !(await answer.json()).is_watched) stop();
    } catch { /* the network is away: the outbox says so */ }
  };
  const back = () => { if (document.visibilityState === "visible") beat(); };
  const stop = () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", back);
  };
  timer = setInterval(beat, BEAT_MS);
  document.addEventListener("visibilitychange", back);
  beat();
};
