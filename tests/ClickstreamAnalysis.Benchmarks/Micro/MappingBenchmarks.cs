using System.Text;
using BenchmarkDotNet.Attributes;
using ClickstreamAnalysis.Benchmarks.Clicks;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>Clicks from JSON along the paths of a mapping, next to the layout of the library.</summary>
[MemoryDiagnoser]
public class MappingBenchmarks
{
    private const int Clicks = 1_000;

    private static readonly JsonClickMapping s_own = new()
    {
        User = ["user"],
        Event = ["event"],
        Time = ["ts"],
        Page = ["page"],
        Referrer = ["referrer"],
        Campaign = ["campaign"],
        UserAgent = ["userAgent"],
        Properties = "properties",
    };

    private readonly byte[][] _values = new byte[Clicks][];
    private readonly byte[][] _calls = new byte[Clicks][];
    private readonly ISerde<ClickEvent> _mapped = JsonClicks.From(s_own);
    private readonly ISerde<ClickEvent> _segment = JsonClicks.From(JsonClickMapping.Segment);
    private int _next;

    /// <summary>Makes the same clicks in the layout of the library and as calls of Segment.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var generator = new ClickGenerator(seed: 1);
        var buffer = new byte[ClickJson.MaxBytes];
        for (var i = 0; i < Clicks; i++)
        {
            var generated = generator.Next();
            _values[i] = buffer[..ClickJson.WriteValue(in generated, buffer)];
            var click = ClickEvent.Serde.Deserialize(_values[i]);
            _calls[i] = Encoding.UTF8.GetBytes(
                $$$"""
                {"anonymousId":"{{{click.User}}}","context":{"library":{"name":"analytics.js","version":"2.1"},"locale":"en-US","page":{"path":"{{{click.Page}}}","title":"Shop"}},
                "event":"{{{click.Name}}}","messageId":"ajs-{{{i}}}","timestamp":"{{{click.Time:yyyy-MM-ddTHH:mm:ss.fffZ}}}","type":"track","properties":{"product":"p-{{{i}}}"}}
                """);
        }
    }

    /// <summary>The layout of the library, by its own serde.</summary>
    [Benchmark(Baseline = true)]
    public long BuiltIn() => ClickEvent.Serde.Deserialize(_values[Next()]).TimestampMs;

    /// <summary>The same clicks along the paths of a mapping.</summary>
    [Benchmark]
    public long Mapped() => _mapped.Deserialize(_values[Next()]).TimestampMs;

    /// <summary>The same clicks as calls of Segment, which are two and a half times as long.</summary>
    [Benchmark]
    public long Segment() => _segment.Deserialize(_calls[Next()]).TimestampMs;

    private int Next() => _next = (_next + 1) % Clicks;
}
