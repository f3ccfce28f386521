package io.citylake.city.file;

import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is wrong with some rows of a sheet, and how carelessly the good ones are written. Immutable:
 * make it once, as a constant. Columns count from 0, up to 63.
 */
public final class Dirt {
  private static final List<String> NOTHING = List.of("-", "/", "无", "");
  private static final int NOTHING_PER_MYRIAD = 200;
  private static final int AGAIN_PER_MYRIAD = 20;
  private static final int RAGGED = -1;
  private static final Dirt NONE =
      new Dirt(List.of(), new int[0], new int[0], new int[0], false, 30);

  private static final int EVERY = 10_000;

  private record Fault(int column, String badText, String reason) {}

  private final List<Fault> faults;
  private final int[] sloppy;
  private final int[] numbers;
  private final int[] nullable;
  private final boolean again;
  private final int badPerMyriad;

  private Dirt(
      List<Fault> faults,
      int[] sloppy,
      int[] numbers,
      int[] nullable,
      boolean again,
      int badPerMyriad) {
    this.faults = faults;
    this.sloppy = sloppy;
    this.numbers = numbers;
    this.nullable = nullable;
    this.again = again;
    this.badPerMyriad = badPerMyriad;
  }

  public static Dirt none() {
    return NONE;
  }

  /**
   * One way to be bad: the cell holds the text instead of its own.
   *
   * @param reason the one rule of the contract that this breaks, as {@code column:rule}
   */
  public Dirt fault(int column, String badText, String reason) {
    List<Fault> more = new ArrayList<>(faults);
    more.add(new Fault(column, badText, reason));
    return new Dirt(List.copyOf(more), sloppy, numbers, nullable, again, badPerMyriad);
  }

  /**
   * One way to be bad, in CSV that refuses ragged lines: a cell too many, as when an export forgot
   * quotes. The reason is {@code record}.
   */
  public Dirt ragged() {
    return fault(RAGGED, "多一列", "record");
  }

  /**
   * Numbers that are now and then grouped by thousands, in full-width digits or between blanks; in
   * a workbook, the cells that are numbers.
   */
  public Dirt sloppy(int... columns) {
    return new Dirt(faults, columns.clone(), numbers, nullable, again, badPerMyriad);
  }

  /** Cells that a workbook holds as numbers, beside the sloppy ones. */
  public Dirt numbers(int... columns) {
    return new Dirt(faults, sloppy, columns.clone(), nullable, again, badPerMyriad);
  }

  /** Cells that are now and then {@code -}, {@code /}, {@code 无} or empty. */
  public Dirt nullable(int... columns) {
    return new Dirt(faults, sloppy, numbers, columns.clone(), again, badPerMyriad);
  }

  /** Some good rows come twice; only for targets with a key. */
  public Dirt again() {
    return new Dirt(faults, sloppy, numbers, nullable, true, badPerMyriad);
  }

  /** How many of 10,000 rows are bad, instead of 30. */
  public Dirt bad(int perMyriad) {
    return new Dirt(faults, sloppy, numbers, nullable, again, perMyriad);
  }

  boolean onlyBad() {
    return badPerMyriad == EVERY && !faults.isEmpty();
  }

  boolean number(int column) {
    return contains(sloppy, column) || contains(numbers, column);
  }

  private static boolean contains(int[] columns, int column) {
    for (int each : columns) {
      if (each == column) {
        return true;
      }
    }
    return false;
  }

  /**
   * Throws the dice for a row; mended rows throw alike, so that only bad rows change. Sheets write
   * what it makes; a source asks it what became of a row in another of its files.
   */
  public Row soil(Dice dice, String[] clean, boolean first) {
    String[] cells = clean.clone();
    long nothing = 0;
    for (int column : nullable) {
      if (dice.chance(NOTHING_PER_MYRIAD)) {
        cells[column] = dice.pick(NOTHING);
        nothing |= 1L << column;
      }
    }
    for (int column : sloppy) {
      if ((nothing >>> column & 1) == 0 && !cells[column].isEmpty()) {
        cells[column] = Amount.sloppy(dice, cells[column]);
      }
    }
    boolean twice = dice.chance(AGAIN_PER_MYRIAD) && again;
    boolean bad = dice.chance(badPerMyriad) && !faults.isEmpty();
    int number = dice.below(Math.max(1, faults.size()));
    if (!bad || !first) {
      return new Row(cells, nothing, "", twice);
    }
    Fault fault = faults.get(number);
    if (fault.column() == RAGGED) {
      cells = Arrays.copyOf(cells, cells.length + 1);
      cells[cells.length - 1] = fault.badText();
    } else {
      cells[fault.column()] = fault.badText();
    }
    return new Row(cells, nothing, fault.reason(), false);
  }
}
