// Reads a calendar with ical.js (Mozilla's, as Thunderbird uses it) and prints what it found.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const found = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    location: event.location,
    start: event.startDate.toJSDate().toISOString(),
    zone: event.startDate.zone.tzid,
    allDay: event.startDate.isDate,
    status: component.getFirstPropertyValue("status"),
    names: component.getAllProperties().map((one) => one.name),
  };
});
process.stdout.write(JSON.stringify(found));
