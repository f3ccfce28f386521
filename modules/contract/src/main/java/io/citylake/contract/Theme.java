package io.citylake.contract;

import java.util.List;

/** A theme database (专题库): its name is the Iceberg namespace. */
public record Theme(String name, Title title, String owner, List<String> tags) {
  public Theme {
    tags = List.copyOf(tags);
  }
}
