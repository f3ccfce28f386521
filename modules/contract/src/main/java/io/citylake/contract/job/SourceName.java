package io.citylake.contract.job;

import java.io.Serializable;
import java.util.List;

/**
 * One thing that a job asks of a source's header.
 *
 * @param anyOf names or paths, the preferred one first; one of them suffices
 * @param optional whether the source may lack them all
 */
public record SourceName(List<String> anyOf, boolean optional) implements Serializable {
  public SourceName {
    anyOf = List.copyOf(anyOf);
  }
}
