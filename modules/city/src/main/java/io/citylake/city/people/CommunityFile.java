package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The civil affairs bureau's list of communities. */
final class CommunityFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "community_safety.communities";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet =
        landing.sheet("community_safety/communities/社区名录.csv", SheetStyle.UTF_8_BOM, count)) {
      sheet.header("社区代码", "社区名称", "街道代码", "户数", "经度", "纬度");
      for (Community community : Community.ALL) {
        Dice dice = Dice.of(part.seed(), "community", community.index());
        int households = dice.between(800, 6_000);
        String written = "%d,%03d".formatted(households / 1_000, households % 1_000);
        sheet.row(
            Dirt.none(),
            dice,
            community.code(),
            community.name(),
            community.street().code(),
            households < 1_000 ? Amount.fullWidth(Integer.toString(households)) : written,
            Amount.degrees(community.lon()),
            Amount.degrees(community.lat()));
      }
    }
  }
}
