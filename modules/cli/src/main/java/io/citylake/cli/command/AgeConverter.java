package io.citylake.cli.command;

import io.citylake.model.ShortDuration;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a length of time as contracts write it: {@code 90s}, {@code 15m}, {@code 24h}, {@code 3d}.
 */
public final class AgeConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("[0-9]{1,6}[smhd]");

  @Override
  public Duration convert(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new TypeConversionException(
          "'%s' is no length of time; write it as 90m, 24h or 3d".formatted(text));
    }
    return ShortDuration.find(text).orElseThrow();
  }
}
