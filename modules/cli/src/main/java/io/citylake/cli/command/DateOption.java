package io.citylake.cli.command;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The business date; shared by all commands that read dates into contracts. */
public final class DateOption {
  @Option(
      names = "--date",
      paramLabel = "DATE",
      converter = Converter.class,
      description =
          "The business date (yyyy-MM-dd or yyyyMMdd) that $${bizdate} stands for. Default:"
              + " yesterday in the workspace's zone.")
  @Nullable LocalDate date;

  /** Reads both spellings that users have. */
  public static final class Converter implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String text) {
      DateTimeFormatter format =
          text.indexOf('-') > 0
              ? DateTimeFormatter.ISO_LOCAL_DATE
              : DateTimeFormatter.BASIC_ISO_DATE;
      try {
        return LocalDate.parse(text, format);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'" + text + "' is no date: expected yyyy-MM-dd or yyyyMMdd");
      }
    }
  }
}
