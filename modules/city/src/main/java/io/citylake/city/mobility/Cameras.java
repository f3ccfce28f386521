package io.citylake.city.mobility;

import io.citylake.city.entity.Camera;
import io.citylake.city.entity.GridCell;
import io.citylake.city.file.ByteLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** All cameras, and which stand together in a grid cell. */
final class Cameras {
  private static volatile Cameras last = new Cameras(0);

  private final long seed;
  private final List<Camera> all;
  private final byte[][] codes;
  private final List<List<Camera>> byCell;

  private Cameras(long seed) {
    this.seed = seed;
    this.all = IntStream.range(0, Camera.COUNT).mapToObj(i -> Camera.of(seed, i)).toList();
    this.codes = all.stream().map(each -> ByteLine.bytes(each.code())).toArray(byte[][]::new);
    this.byCell = new ArrayList<>();
    for (int i = 0; i < GridCell.ALL.size(); i++) {
      byCell.add(new ArrayList<>());
    }
    all.forEach(camera -> byCell.get(camera.cell().index()).add(camera));
  }

  /** Kept between parts, because a small day takes less time than its cameras. */
  static Cameras of(long seed) {
    Cameras known = last;
    if (known.seed != seed) {
      known = new Cameras(seed);
      last = known;
    }
    return known;
  }

  Camera camera(int index) {
    return all.get(index);
  }

  /** The camera's code as bytes. */
  byte[] code(Camera camera) {
    return codes[camera.index()];
  }

  /** Those of the camera's cell, itself included. */
  List<Camera> around(Camera camera) {
    return byCell.get(camera.cell().index());
  }

  /** A camera whose cell has at least three, the same for the same number. */
  Camera amongThree(int number) {
    for (int i = number % Camera.COUNT; ; i = (i + 1) % Camera.COUNT) {
      if (around(all.get(i)).size() >= 3) {
        return all.get(i);
      }
    }
  }
}
