package io.citylake.serve.engine;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.govern.Caller;

/** Says what a caller may take of the machine. Safe for threads; asked once for each query. */
@FunctionalInterface
public interface CallerLimits {
  ResourceLimits of(Caller caller);
}
