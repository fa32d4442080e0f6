// Talks to the channel. Holds the session id in memory, and nowhere else.
/** @import { Message, Option } from "./types" */

const ANSWER_WITHIN_MS = 30_000;

/** A turn that was not answered: what the server said of it, and its status where it said anything. */
export class Failure extends Error {
  /** @param {string} [said] @param {number} [status] */
  constructor(said, status) {
    super(said);
    this.status = status;
  }
}

export class Client {
  #base;
  /** @type {string | undefined} */
  #session;
  #request = new AbortController();

  /** @param {string} base the address of the channel, with its last slash */
  constructor(base) {
    this.#base = base;
  }

  /**
   * Open a conversation.
   * @param {string | null} force the force, where the page knows it
   */
  open(force) {
    return this.#post("sessions", force ? { force } : {});
  }

  /** @param {string} text */
  say(text) {
    return this.#post("messages", { session: this.#session, text });
  }

  /**
   * @param {string} fact
   * @param {Option[]} options
   */
  choose(fact, options) {
    return this.#post("messages", {
      session: this.#session,
      choose: { fact, values: options.map(({ value }) => value) },
    });
  }

  /** Whether a conversation is open. */
  get isOpen() {
    return this.#session !== undefined;
  }

  /** Have the server forget, whatever else happens: a beacon outlives the page. */
  forget() {
    this.#request.abort();
    if (!this.#session) return;
    const body = JSON.stringify({ session: this.#session });
    this.#session = undefined;
    navigator.sendBeacon(this.#base + "forget", new Blob([body], { type: "application/json" }));
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<Message[]>}
   */
  async #post(path, body) {
    const request = new AbortController();
    this.#request = request;
    const timer = setTimeout(() => request.abort(), ANSWER_WITHIN_MS);
    try {
      const answer = await fetch(this.#base + path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
        referrerPolicy: "no-referrer",
        signal: request.signal,
      });
      const data = await answer.json();
      if (!answer.ok) throw new Failure(data.error?.message, answer.status);
      if (!Array.isArray(data.messages)) throw new Failure();
      this.#session = data.session ?? this.#session;
      return data.messages;
    } catch (error) {
      throw error instanceof Failure ? error : new Failure();
    } finally {
      clearTimeout(timer);
    }
  }
}
