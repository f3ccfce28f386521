package io.citylake.govern.bounds;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractPartialFunction;

/** A change of parts of a plan: of those of which it says something else than null. */
public final class Replacing<T> extends AbstractPartialFunction<T, T> {
  private final Function<T, @Nullable T> change;

  public Replacing(Function<T, @Nullable T> change) {
    this.change = change;
  }

  @Override
  public boolean isDefinedAt(T node) {
    return change.apply(node) != null;
  }

  @Override
  public <A extends T, B> B applyOrElse(A node, scala.Function1<A, B> otherwise) {
    T changed = change.apply(node);
    @SuppressWarnings("unchecked")
    B result = changed == null ? otherwise.apply(node) : (B) changed;
    return result;
  }
}
