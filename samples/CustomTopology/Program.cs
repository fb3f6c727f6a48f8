// Events of your own type, and a processor of your own with a store: machines report their temperature, and a machine is
// named whenever a reading lies more than two degrees above the average of its earlier ones.
using ClickstreamAnalysis;

var start = new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
var folder = Directory.CreateTempSubdirectory("custom-topology-");
await using (var log = new EmbeddedLog(Path.Combine(folder.FullName, "log")))
{
    await log.CreateTopicAsync("readings", partitions: 1);
    await using (var writer = log.CreateWriter("readings", Serdes.Utf8, Serdes.Json<Reading>()))
    {
        foreach (var (second, machine, celsius) in new[] { (0, "press", 60.0), (10, "saw", 35.0), (20, "press", 61.0), (30, "saw", 39.5), (40, "press", 64.0) })
            await writer.WriteAsync(machine, new Reading(celsius), start.AddSeconds(second));
    }

    var builder = new TopologyBuilder().AddStore(Stores.KeyValue("averages", Serdes.Utf8, Serdes.Json<Average>()));
    builder.Stream("readings", Serdes.Utf8, Serdes.Json<Reading>())
        .Process("alarm", () => new Alarm(), "averages")
        .ForEach(alarm => Console.WriteLine($"{DateTimeOffset.FromUnixTimeMilliseconds(alarm.TimestampMs):HH:mm:ss}: {alarm.Key} is {alarm.Value:0.0} degrees above its average"));
    await using var application = new StreamsApplication(
        builder.Build(), log, new() { ApplicationId = "machines", StateDirectory = Path.Combine(folder.FullName, "state") });
    await application.StartAsync();
    await application.DrainAsync();
}

folder.Delete(recursive: true);

internal sealed record Reading(double Celsius);
internal sealed record Average(double Celsius, int Readings);

internal sealed class Alarm : Processor<string, Reading, string, double>
{
    private IKeyValueStore<string, Average> _averages = null!;

    protected override void Initialize() => _averages = Context.GetStore<IKeyValueStore<string, Average>>("averages");

    public override void Process(in Record<string, Reading> record)
    {
        var before = _averages.TryGet(record.Key, out var found) ? found : new(record.Value.Celsius, 0);
        if (record.Value.Celsius > before.Celsius + 2)
            Context.Forward(record.WithValue(record.Value.Celsius - before.Celsius));
        _averages.Put(record.Key, new(((before.Celsius * before.Readings) + record.Value.Celsius) / (before.Readings + 1), before.Readings + 1));
    }
}
