package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.dossier.DossierQuery;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.Action;
import io.citylake.model.TableName;
import io.citylake.run.sql.SqlEngine.Answer;
import io.citylake.serve.engine.DossierView;
import io.citylake.serve.engine.Visibility;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Dossiers at this machine: as one of the users is told, or of things alone as whoever may call
 * commands reads them. Each statement is in the access log before it runs. One thread uses it.
 */
public final class LakeDossiers implements AutoCloseable {
  private final DossierView view;
  private final Caller caller;
  private final Function<DossierQuery, Answer> answers;
  private final Runnable end;

  private LakeDossiers(
      DossierView view, Caller caller, Function<DossierQuery, Answer> answers, Runnable end) {
    this.view = view;
    this.caller = caller;
    this.answers = answers;
    this.end = end;
  }

  /** As a user, who need not log in here, with what he states as purpose. Starts Spark. */
  public static LakeDossiers as(EmbeddedLake lake, String user, @Nullable String purpose) {
    Caller caller = GovernedSql.caller(lake, user).withPurpose(purpose);
    GovernedLake governed = GovernedLake.of(lake);
    GovernedSql sql =
        new GovernedSql(governed.gate(), lake.sql(), governed.releases()::latest, caller);
    PolicyRights rights =
        new PolicyRights(governed.policies(), lake.workspace(), lake.host().clock());
    return new LakeDossiers(
        new DossierView(lake.workspace(), rights),
        caller,
        query -> sql.query(query.sql(), query.values()),
        sql::close);
  }

  /** Of things, by no policy; persons are told to users only. Starts Spark. */
  public static LakeDossiers ofThings(EmbeddedLake lake) {
    Workspace workspace = lake.workspace();
    OperatorLog log = OperatorLog.open(workspace.settings(), lake.host().clock());
    return new LakeDossiers(
        new DossierView(workspace, new Things()),
        new Caller("operator", List.of(), null, Lane.CLI, "localhost"),
        query -> {
          log.handsOut(Action.SQL, query.sql(), List.of(), 0);
          return lake.sql().query(query.sql(), query.values());
        },
        () -> {});
  }

  /** What there is, as far as he is told of it. */
  public DossierView view() {
    return view;
  }

  public Caller caller() {
    return caller;
  }

  /** The rows of a statement, to be read before the next is asked. */
  public Answer answer(DossierQuery query) {
    return answers.apply(query);
  }

  @Override
  public void close() {
    end.run();
  }

  /** Everything that isn't of persons. */
  private static final class Things implements Visibility {
    @Override
    public boolean shows(Caller caller, TableName table) {
      return true;
    }

    @Override
    public boolean shows(Caller caller, TableName table, String column) {
      return true;
    }

    @Override
    public boolean reads(Caller caller, TableName table, String column) {
      return true;
    }

    @Override
    public Optional<Set<String>> unmasked(Caller caller, TableName table, Set<String> columns) {
      return Optional.of(columns);
    }

    @Override
    public boolean tellsPersons(Caller caller, TableName table) {
      return false;
    }
  }
}
