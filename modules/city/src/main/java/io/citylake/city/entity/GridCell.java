package io.citylake.city.entity;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A cell of the governance grid: each street has {@link #PER_STREET}, four rows of five.
 *
 * @param code the street's nine digits and three of the cell
 * @param lon of its middle, in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
public record GridCell(int index, String code, String name, Street street, int lon, int lat) {
  public static final int PER_STREET = 20;
  public static final List<GridCell> ALL =
      IntStream.range(0, Street.ALL.size() * PER_STREET).mapToObj(GridCell::at).toList();

  private static final int COLUMNS = 5;
  private static final int STEP = 600;

  private static GridCell at(int index) {
    Street street = Street.ALL.get(index / PER_STREET);
    int cell = index % PER_STREET;
    return new GridCell(
        index,
        street.code() + "%03d".formatted(cell + 1),
        street.zh() + "第%02d网格".formatted(cell + 1),
        street,
        street.lon() + (cell % COLUMNS - 2) * STEP,
        street.lat() + (cell / COLUMNS - 2) * STEP + STEP / 2);
  }

  /** The cells of a street, in order. */
  public static List<GridCell> of(Street street) {
    int at = Street.ALL.indexOf(street) * PER_STREET;
    return ALL.subList(at, at + PER_STREET);
  }

  /** The cell that holds the point, or the street's nearest. */
  public static GridCell around(Street street, int lon, int lat) {
    int column =
        Math.max(0, Math.min(COLUMNS - 1, Math.floorDiv(lon - street.lon() + STEP / 2, STEP) + 2));
    int row = Math.max(0, Math.min(3, Math.floorDiv(lat - street.lat(), STEP) + 2));
    return of(street).get(row * COLUMNS + column);
  }
}
