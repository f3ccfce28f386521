package io.citylake.serve.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * One route of the server.
 *
 * @param path with {@code {name}} for its parameters
 */
record Route(HandlerType method, String path, Access access, Handler handler) {

  /** Who may send a request at all. */
  enum Access {
    ANYBODY,
    CALLERS
  }
}
