using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>
/// Reads input and output back, with a reader of JSON of its own, and compares the sessions one by one. Says on the way what
/// kind of input it was.
/// </summary>
internal static class CheckPhase
{
    public const string Name = "rate-check";

    public static async Task<CheckResult> RunAsync(RateSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        var input = new InputHandler(settings.Partitions);
        TopicReader.ReadToEnd(log, settings.Topic, settings.Partitions, starts: null, input);
        var check = new SessionCheck(input.Oracle.Sessions((long)settings.Gap.TotalMilliseconds));
        TopicReader.ReadToEnd(log, settings.OutputTopic, settings.Partitions, settings.OutputStarts, new OutputHandler(check));
        return new CheckResult
        {
            Clicks = input.Oracle.Clicks,
            Keys = input.Oracle.Users,
            ValueBytes = input.ValueBytes,
            KeyBytes = input.KeyBytes,
            OutOfOrder = input.OutOfOrder,
            MostOutOfOrder = TimeSpan.FromMilliseconds(input.MostOutOfOrderMs),
            Expected = check.Expected,
            Found = check.Found,
            Missing = check.Missing,
            Doubled = check.Doubled,
            Unexpected = check.Unexpected,
            IsComplete = check.IsComplete,
        };
    }

    private sealed class InputHandler(int partitions) : IRawRecordHandler
    {
        private readonly long[] _streamTimesMs = [.. Enumerable.Repeat(long.MinValue, partitions)];

        public SessionOracle Oracle { get; } = new();

        public long ValueBytes { get; private set; }

        public long KeyBytes { get; private set; }

        public long OutOfOrder { get; private set; }

        public long MostOutOfOrderMs { get; private set; }

        public void OnRecord(in RawRecord record)
        {
            ValueBytes += record.Value.Length;
            KeyBytes += record.Key.Length;
            var reader = new Utf8JsonReader(record.Value);
            var (user, page, timestampMs) = ("", "", 0L);
            for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                var name = reader.ValueSpan;
                var isUser = name.SequenceEqual("user"u8);
                var isPage = name.SequenceEqual("page"u8);
                var isTime = name.SequenceEqual("ts"u8);
                reader.Read();
                if (isUser)
                {
                    user = reader.GetString() ?? "";
                }
                else if (isPage)
                {
                    page = reader.GetString() ?? "";
                }
                else if (isTime)
                {
                    timestampMs = reader.GetInt64();
                }
                else
                {
                    reader.Skip();
                }
            }

            Oracle.Add(user, timestampMs, page);
            ref var streamTimeMs = ref _streamTimesMs[record.Partition];
            if (timestampMs < streamTimeMs)
            {
                OutOfOrder++;
                MostOutOfOrderMs = Math.Max(MostOutOfOrderMs, streamTimeMs - timestampMs);
            }
            else
            {
                streamTimeMs = timestampMs;
            }
        }
    }

    private sealed class OutputHandler(SessionCheck check) : IRawRecordHandler
    {
        public void OnRecord(in RawRecord record)
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(record.Value));
            var session = json.RootElement;
            check.OnSession(new ExpectedSession(
                session.GetProperty("user").GetString()!,
                session.GetProperty("start").GetInt64(),
                session.GetProperty("end").GetInt64(),
                session.GetProperty("eventCount").GetInt64(),
                session.GetProperty("entryPage").GetString(),
                session.GetProperty("exitPage").GetString()));
        }
    }
}
