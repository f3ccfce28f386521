package io.citylake.cli.schedule;

import io.citylake.cli.call.Invocation;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which language a listing is for people; what programs read is the same in both. */
public final class LanguageOption {
  /** The languages that there are. */
  enum Language {
    zh,
    en
  }

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "zh or en. Default: as LC_ALL or LANG say, else en.")
  @Nullable Language language;

  public Locale locale(Invocation invocation) {
    Language chosen = language;
    if (chosen == null) {
      Map<String, String> environment = invocation.environment();
      String words = environment.getOrDefault("LC_ALL", environment.getOrDefault("LANG", ""));
      chosen = words.startsWith("zh") ? Language.zh : Language.en;
    }
    return chosen == Language.zh ? Locale.CHINESE : Locale.ENGLISH;
  }
}
