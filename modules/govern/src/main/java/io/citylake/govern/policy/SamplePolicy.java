package io.citylake.govern.policy;

import io.citylake.contract.Title;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is shown of a dataset to nobody in particular: every column above grade 1 as the policies
 * mask its grade, or redacted where they say nothing of it. No purpose opens more.
 */
public final class SamplePolicy {
  /** The only role there is. */
  public static final String ROLE = "_sample";

  private static final int PUBLIC = 1;
  private static final int NO_GRADE = 5;

  private SamplePolicy() {}

  /** With the masks of grades that a deployment has. */
  public static Policies of(Policies deployed) {
    Grant everything =
        new Grant(
            List.of(Grant.ALL), List.of(), List.of(), List.of(), List.of(), PUBLIC, PUBLIC, null);
    Role role =
        new Role(
            ROLE,
            new Title("样例", "Sample"),
            Role.Rank.READER,
            Role.History.LATEST,
            List.of(),
            List.of(everything),
            List.of(),
            List.of(),
            ResourceLimits.widest(List.of()));
    return new Policies(
        new TreeMap<>(), NO_GRADE, deployed.masks(), new TreeMap<>(Map.of(ROLE, role)));
  }
}
