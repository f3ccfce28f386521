package io.citylake.city;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * Makes the parts with the given numbers on an executor, which sees the landing directory under the
 * same path, and returns what they counted. It gets rows and no columns, because what it makes is
 * files.
 */
final class PartTask extends AbstractFunction2<TaskContext, Iterator<Integer>, MadePart[]>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  // A request holds a Path, which is not Serializable.
  private final String to;
  private final long seed;
  private final double scale;
  private final LocalDate from;
  private final int days;
  private final Revision revision;
  private final ArrayList<CitySource> sources;
  private transient @Nullable PartPlan plan;

  PartTask(CityRequest request, List<CitySource> sources) {
    this.to = request.to().toAbsolutePath().toString();
    this.seed = request.seed();
    this.scale = request.scale();
    this.from = request.from();
    this.days = request.days();
    this.revision = request.revision();
    this.sources = new ArrayList<>(sources);
  }

  @Override
  public MadePart[] apply(TaskContext context, Iterator<Integer> numbers) {
    List<MadePart> made = new ArrayList<>();
    CityRequest request = new CityRequest(Path.of(to), seed, scale, from, days, revision);
    if (plan == null) {
      plan = new PartPlan(request, sources);
    }
    while (numbers.hasNext()) {
      try {
        made.add(plan.write(numbers.next()));
      } catch (IOException | SQLException e) {
        throw CityGenerator.failed(request, e);
      }
    }
    return made.toArray(new MadePart[0]);
  }
}
