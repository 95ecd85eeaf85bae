/**
 * The key holder's way through the tool: one screen after the other, and the worker with the key.
 * @module
 */

import { startEngine } from "./engine.js";
import { showHome } from "./home.js";
import { showProblem } from "./problems.js";
import { Scene } from "./scene.js";

/** @typedef {import("./server-way.js").ServerWay | import("./task-way.js").TaskWay} Way */

export class Journey {
  #scene = new Scene(this);
  /** @type {Promise<import("../ui/worker-client.js").WorkerClient> | undefined} */
  #engine;

  /** @param {any} way a Way */
  constructor(way) {
    this.way = way;
    // Back and Forward lead to what is next, wherever they come from. Nothing is lost by that.
    this.#onPop = () => this.home();
    window.addEventListener("popstate", this.#onPop);
  }

  #onPop;

  /** @returns {Promise<import("../ui/worker-client.js").WorkerClient>} */
  engine() {
    this.#engine ??= startEngine(this.way).catch((error) => {
      this.#engine = undefined;
      throw error;
    });
    return this.#engine;
  }

  /** Ends the worker and with it the key and everything else it knows. */
  forget() {
    const engine = this.#engine;
    this.#engine = undefined;
    engine?.then(
      (client) => client.close(),
      () => {},
    );
  }

  /** Shows what comes next, with the key forgotten. */
  home() {
    this.forget();
    return this.#start(new Scene(this, () => this.home()), showHome);
  }

  /**
   * Shows a screen that Back leads out of.
   * @param {(scene: Scene, ...rest: any[]) => unknown} show
   * @param {...unknown} rest
   */
  enter(show, ...rest) {
    history.pushState({}, "");
    return this.go(show, ...rest);
  }

  /**
   * @param {(scene: Scene, ...rest: any[]) => unknown} show
   * @param {...unknown} rest
   */
  go(show, ...rest) {
    return this.#start(new Scene(this), show, ...rest);
  }

  /**
   * @param {Scene} scene
   * @param {(scene: Scene, ...rest: any[]) => unknown} show
   * @param {...unknown} rest
   */
  #start(scene, show, ...rest) {
    this.#scene.end();
    this.#scene = scene;
    return scene.act(async () => {
      await show(scene, ...rest);
    });
  }

  /** @param {unknown} error that a screen has no words of its own for */
  fail(error) {
    this.forget();
    return this.go(showProblem, error);
  }

  /** Ends everything; another tab goes on. */
  close() {
    this.forget();
    this.#scene.end();
    window.removeEventListener("popstate", this.#onPop);
  }
}
