using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>A framed value of JSON Schema: by Confluent's deserializer, and by ours.</summary>
[MemoryDiagnoser]
public class JsonSchemaBenchmarks
{
    private readonly byte[] _bytes =
        [0, 0, 0, 0, 1, .. """{"user":"user-1234","event":"view","time":1760000000000,"page":"/products/17","price":3.5,"tags":["a","b"]}"""u8];

    private readonly JsonDeserializer<Plain> _library = new();
    private readonly SerializationContext _context = new(MessageComponentType.Value, "clicks");
    private readonly ISerde<Plain> _serde = JsonSchemaSerdes.Plain<Plain>(
        SchemaRegistrySession.Connect(new SchemaRegistryConfig { Url = "http://localhost:1" }),
        new JsonSchemaOptions { Json = new JsonSerializerOptions(JsonSerializerDefaults.Web) });

    /// <summary>By the library, which has no registry and so does not validate.</summary>
    [Benchmark(Baseline = true)]
    public long Library() => _library.DeserializeAsync(_bytes, isNull: false, _context).GetAwaiter().GetResult().Time;

    /// <summary>By our serde.</summary>
    [Benchmark]
    public long Serde() => _serde.Deserialize(_bytes).Time;

    /// <summary>The same text by System.Text.Json alone.</summary>
    [Benchmark]
    public long TextAlone() => JsonSerializer.Deserialize<Plain>(_bytes.AsSpan(5), JsonSerializerOptions.Web)!.Time;

    /// <summary>A plain type.</summary>
    internal sealed record Plain(string User, string Event, long Time, string? Page, double? Price, List<string> Tags);
}
