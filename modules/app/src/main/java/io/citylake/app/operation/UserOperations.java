package io.citylake.app.operation;

import io.citylake.app.LakeUsers;
import io.citylake.app.LakeUsers.Told;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import io.citylake.contract.policy.RowFilter;
import io.citylake.govern.Caller;
import io.citylake.govern.access.LoginHistory.Token;
import io.citylake.govern.user.User;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.serve.operation.Call;
import io.citylake.serve.operation.Operation;
import io.citylake.serve.operation.Operation.Verb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may log in, with which roles, and what these read. */
final class UserOperations {
  private static final int MOST_ROLES = 50;

  /** What a line of the log says is not the caller's to break. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

  private final LakeUsers users;
  private final Function<Instant, @Nullable String> moment;

  /**
   * @param moment how an instant is told
   */
  UserOperations(LakeUsers users, Function<Instant, @Nullable String> moment) {
    this.users = users;
    this.moment = moment;
  }

  List<Operation> all() {
    return List.of(
        new Operation(Verb.GET, "/users", this::list),
        new Operation(Verb.GET, "/roles", this::roles),
        new Operation(Verb.POST, "/users/add", this::add),
        new Operation(Verb.POST, "/users/roles", this::changeRoles),
        new Operation(Verb.POST, "/users/disable", call -> done(call, users::disable)),
        new Operation(Verb.POST, "/users/enable", call -> done(call, users::enable)),
        new Operation(Verb.POST, "/users/password", this::password),
        new Operation(Verb.POST, "/users/remove", call -> done(call, users::remove)));
  }

  private Object list(Call call) {
    Told told = users.tell(call.caller(), "user list");
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("users", told.users().stream().map(each -> user(each, told)).toList());
    Set<String> names = told.users().stream().map(User::name).collect(Collectors.toSet());
    List<Map<String, @Nullable Object>> outside = new ArrayList<>();
    told.history()
        .logins()
        .forEach(
            (name, at) -> {
              if (!names.contains(name)) {
                Map<String, @Nullable Object> each = new LinkedHashMap<>();
                each.put("name", name);
                each.put("lastLogin", moment.apply(at));
                outside.add(each);
              }
            });
    body.put("others", outside);
    body.put("changes", told.changes());
    body.put("separated", told.policies().duties().areSeparated());
    return body;
  }

  private Map<String, @Nullable Object> user(User user, Told told) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", user.name());
    body.put("roles", user.roles());
    body.put(
        "unknownRoles",
        user.roles().stream().filter(each -> told.policies().findRole(each).isEmpty()).toList());
    body.put("disabled", user.disabled());
    body.put("created", moment.apply(user.createdAt()));
    Instant login = told.history().logins().get(user.name());
    body.put(
        "lastLogin",
        // One of the same name before him is another.
        login == null || login.isBefore(user.createdAt()) ? null : moment.apply(login));
    body.put(
        "tokens",
        told.history().tokens().getOrDefault(user.name(), List.of()).stream()
            .filter(each -> !each.made().isBefore(user.createdAt()))
            .map(this::token)
            .toList());
    return body;
  }

  private Map<String, @Nullable Object> token(Token token) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("made", moment.apply(token.made()));
    body.put("until", moment.apply(token.until()));
    return body;
  }

  private Object roles(Call call) {
    Told told = users.tell(call.caller(), "roles");
    Policies policies = told.policies();
    return policies.roles().values().stream().map(each -> role(each, policies, told)).toList();
  }

  private static Map<String, @Nullable Object> role(Role role, Policies policies, Told told) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", role.name());
    body.put("title", role.title().zh());
    body.put("titleEn", role.title().en());
    body.put("administrator", role.isAdministrator());
    body.put(
        "duty", policies.duties().dutyOf(role.name()).map(each -> word(each.name())).orElse(null));
    body.put(
        "users",
        told.users().stream()
            .filter(each -> each.roles().contains(role.name()))
            .map(User::name)
            .toList());
    body.put("timeTravel", role.history() == Role.History.RELEASED);
    body.put("purposes", role.purposes());
    body.put("operate", role.operates());
    body.put("manage", role.manages());
    body.put("grants", role.grants().stream().map(UserOperations::grant).toList());
    body.put("filters", role.filters().stream().map(UserOperations::filter).toList());
    body.put("masks", role.masks().stream().map(UserOperations::mask).toList());
    body.put("limits", limits(role.limits()));
    return body;
  }

  private static Map<String, @Nullable Object> grant(Grant grant) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("themes", grant.themes());
    body.put("layers", grant.layers());
    body.put("tables", names(grant.tables()));
    body.put("include", grant.include());
    body.put("exclude", grant.exclude());
    body.put("clearGrade", grant.clearGrade());
    body.put("clearGradeWithPurpose", grant.clearGradeWithPurpose());
    body.put("expires", grant.expires() == null ? null : grant.expires().toString());
    body.put("actions", grant.actions());
    return body;
  }

  private static Map<String, @Nullable Object> filter(RowFilter filter) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("tables", names(filter.tables()));
    body.put("column", filter.column());
    body.put("in", filter.values());
    return body;
  }

  private static Map<String, @Nullable Object> mask(Mask mask) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("grade", mask.grade());
    body.put("tables", names(mask.tables()));
    body.put("columns", mask.columns());
    body.put("identifiers", mask.identifiers());
    body.put("action", word(mask.action().name()));
    return body;
  }

  private static Map<String, @Nullable Object> limits(ResourceLimits limits) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("seconds", limits.time().toSeconds());
    // As texts: a number of that many digits is none in a browser.
    body.put("rows", Long.toString(limits.rows()));
    body.put("bytes", limits.bytes().toString());
    body.put("exportRows", Long.toString(limits.exportRows()));
    return body;
  }

  private static List<String> names(List<TableName> tables) {
    return tables.stream().map(TableName::toString).toList();
  }

  private static String word(String constant) {
    return constant.toLowerCase(Locale.ROOT);
  }

  private Object add(Call call) {
    Call.Body body = call.body(Set.of("user", "roles", "why"));
    String name = name(body);
    return Map.of(
        "user",
        name,
        "password",
        users.add(call.caller(), name, roleNames(body), Desk.why(body)).reveal());
  }

  private Object changeRoles(Call call) {
    Call.Body body = call.body(Set.of("user", "roles", "why"));
    String name = name(body);
    users.changeRoles(call.caller(), name, roleNames(body), Desk.why(body));
    return Map.of("user", name);
  }

  private Object password(Call call) {
    Call.Body body = call.body(Set.of("user", "why"));
    String name = name(body);
    return Map.of(
        "user", name, "password", users.renew(call.caller(), name, Desk.why(body)).reveal());
  }

  private interface Deed {
    void of(Caller caller, String name, String why);
  }

  private static Object done(Call call, Deed deed) {
    Call.Body body = call.body(Set.of("user", "why"));
    String name = name(body);
    deed.of(call.caller(), name, Desk.why(body));
    return Map.of("user", name);
  }

  private static String name(Call.Body body) {
    String name = body.text("user");
    if (!NAME.matcher(name).matches()) {
      throw usage("'user' must be a user's name: lower-case letters, digits, _, . and -");
    }
    return name;
  }

  private static List<String> roleNames(Call.Body body) {
    List<String> roles = body.texts("roles");
    if (roles.isEmpty()
        || roles.size() > MOST_ROLES
        || !roles.stream().allMatch(each -> NAME.matcher(each).matches())) {
      throw usage("'roles' must name 1 to %d roles of conf/policies.yaml".formatted(MOST_ROLES));
    }
    return roles;
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot change users: " + why);
  }
}
