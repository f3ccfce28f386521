package io.citylake.city.industry;

import io.citylake.city.CitySource;
import java.util.List;

/** What the departments of this group send. */
public final class IndustrySources {
  private IndustrySources() {}

  public static List<CitySource> all() {
    return List.of(
        new MachineList(),
        new MachineTelemetry(),
        new WaybillFiles(),
        new ColdReadings(),
        new GreenRegister(),
        new GreenOutput(),
        new FactorFile(),
        new EnergyMonths(),
        new QuotaFiles(),
        new MeterReadings(),
        new TransferNotes(),
        new TruckList(),
        new TruckTelemetry(),
        new Refuellings());
  }
}
