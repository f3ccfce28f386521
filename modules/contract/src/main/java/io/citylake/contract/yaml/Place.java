package io.citylake.contract.yaml;

import io.citylake.contract.Problem;

/** Where something stands: the file under the workspace's home, line and column from 1. */
public record Place(String file, int line, int column) {
  public static Place start(String file) {
    return new Place(file, 1, 1);
  }

  public Problem problem(String message) {
    return new Problem(file, line, column, message);
  }
}
