package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import java.util.List;

/** What the departments of this group send. */
public final class EnterpriseSources {
  private EnterpriseSources() {}

  public static List<CitySource> all() {
    return List.of(
        new TaxReceipts(),
        new BudgetSheets(),
        new ResearchRoster(),
        new PlatformList(),
        new PatentList(),
        new ParkList(),
        new ParkTenancies(),
        new ParkReports(),
        new ParcelMap(),
        new LandFirms(),
        new TalentArrivals(),
        new PostDatabase(),
        new GreenRatings(),
        new CreditEvents(),
        new CreditLists(),
        new CreditRecords());
  }
}
