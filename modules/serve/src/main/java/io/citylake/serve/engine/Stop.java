package io.citylake.serve.engine;

/** Why a query ends before its last row. */
enum Stop {
  CANCELLED,
  TOO_LONG,
  SHUTDOWN
}
