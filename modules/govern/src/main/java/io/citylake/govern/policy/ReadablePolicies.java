package io.citylake.govern.policy;

import io.citylake.contract.policy.Policies;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policies for whoever decides by them: where they can't be read, nobody is admitted. */
public record ReadablePolicies(Supplier<Policies> policies) implements Supplier<Policies> {
  private static final Logger LOG = LoggerFactory.getLogger(ReadablePolicies.class);

  /**
   * The policies as they are now.
   *
   * @throws CityLakeException ACCESS_DENIED
   */
  @Override
  public Policies get() {
    try {
      return policies.get();
    } catch (RuntimeException e) {
      LOG.warn("Nobody is admitted, because the policies can't be read", e);
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot admit anybody: the policies can't be read; citylake validate says why",
          e);
    }
  }
}
