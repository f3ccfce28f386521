package io.citylake.check.rule;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Rule;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that Chinese administrations give out: {@code uscc}, {@code citizen_id}, {@code phone},
 * {@code plate}.
 */
final class IdentityTests {
  /** Mobile; landline with area code and perhaps an extension; service numbers. */
  private static final Pattern PHONE =
      Pattern.compile(
          "(?:(?:\\+|00)?86[ -]?)?1[3-9][0-9]{9}"
              + "|(?:(?:\\+|00)86[ -]?)?(?:\\(0[0-9]{2,3}\\)|0[0-9]{2,3}[ -]?)[2-9][0-9]{6,7}(?:-[0-9]{1,6})?"
              + "|9[56][0-9]{3,6}"
              + "|12[0-9](?:[0-9]{2})?");

  private static final String PROVINCE = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]";
  private static final String SERIAL = "[A-HJ-NP-Z0-9]";

  /** Ordinary, with a closing character, new energy small and large, embassy. O is an office. */
  private static final Pattern PLATE =
      Pattern.compile(
          PROVINCE
              + "[A-HJ-Z]·?(?:"
              + SERIAL
              + "{5}|"
              + SERIAL
              + "{4}[学警挂港澳领]|[A-HJK]"
              + SERIAL
              + "[0-9]{4}|[0-9]{5}[A-HJK])"
              + "|使[0-9]{6}|[0-9]{6}使");

  private IdentityTests() {}

  static RuleTest compile(Rule rule, ColumnType type, LocalDate businessDate) {
    if (rule instanceof Rule.Uscc) {
      return onText(type, SocialCreditCode::fault);
    } else if (rule instanceof Rule.CitizenId) {
      return onText(type, text -> CitizenNumber.fault(text, businessDate));
    } else if (rule instanceof Rule.Phone) {
      return onPattern(
          type,
          PHONE,
          "expected a mainland mobile, landline with area code, or 95, 96 or 12x service number");
    } else if (rule instanceof Rule.Plate) {
      return onPattern(type, PLATE, "expected a vehicle plate of GA 36-2018");
    }
    throw new IllegalArgumentException("it is not one for single rows");
  }

  private interface TextFault {
    @Nullable String of(String text);
  }

  private static RuleTest onText(ColumnType type, TextFault fault) {
    return (value, row) -> fault.of(text(type, value));
  }

  private static RuleTest onPattern(ColumnType type, Pattern pattern, String message) {
    Matcher matcher = pattern.matcher("");
    return (value, row) -> matcher.reset(text(type, value)).matches() ? null : message;
  }

  private static String text(ColumnType type, Object value) {
    return type == Simple.STRING ? (String) value : Literal.text(type, value);
  }
}
