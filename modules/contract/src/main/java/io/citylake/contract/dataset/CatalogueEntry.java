package io.citylake.contract.dataset;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue tells of a dataset that nobody could compute, all of it declared. What nobody
 * decided is kept to its owner: not shared, not open.
 *
 * @param summary what it tells, in Chinese (资源摘要); null for the grain
 * @param declaredShare as declared; null for undecided
 * @param shareCondition in Chinese, where it is shared on conditions; else null
 * @param declaredOpen as declared; null for undecided
 * @param openCondition in Chinese, where it is open on conditions; else null
 * @param decision why; null for undecided
 */
public record CatalogueEntry(
    @Nullable String summary,
    @Nullable ShareType declaredShare,
    @Nullable String shareCondition,
    @Nullable Openness declaredOpen,
    @Nullable String openCondition,
    @Nullable Decision decision)
    implements Serializable {
  /** Of which nobody has said anything. */
  public static final CatalogueEntry UNDECIDED =
      new CatalogueEntry(null, null, null, null, null, null);

  /**
   * Who could be asked why: {@code decided: {on: "2026-11-30", because: 涉及个人信息}}.
   *
   * @param on the day from which it holds
   * @param because in Chinese, the law or the harm
   */
  public record Decision(LocalDate on, String because) implements Serializable {}

  /** 不予共享 unless somebody decided otherwise. */
  public ShareType share() {
    return isDecided() && declaredShare != null ? declaredShare : ShareType.NONE;
  }

  /** 不开放 unless somebody decided otherwise. */
  public Openness open() {
    return isDecided() && declaredOpen != null ? declaredOpen : Openness.NONE;
  }

  /** Whether sharing and openness are both declared, with the reason. */
  public boolean isDecided() {
    return declaredShare != null && declaredOpen != null && decision != null;
  }

  public Optional<Decision> findDecision() {
    return Optional.ofNullable(decision);
  }
}
