package io.citylake.serve.engine;

import io.citylake.contract.Limits;
import io.citylake.govern.Caller;

/** Says what a caller may take of the machine. Safe for threads; asked once for each query. */
@FunctionalInterface
public interface LimitBook {
  Limits of(Caller caller);
}
