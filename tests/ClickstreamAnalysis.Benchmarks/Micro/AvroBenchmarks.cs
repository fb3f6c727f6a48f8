using System.Buffers;
using Avro;
using Avro.Generic;
using Avro.IO;
using BenchmarkDotNet.Attributes;
using ClickstreamAnalysis.Avro.Clicks;
using ClickstreamAnalysis.Avro.Coding;
using ClickstreamAnalysis.Avro.Types;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>The body of an Avro click: by Apache.Avro's own decoder as Confluent's deserializer uses it, by ours, and straight to a click.</summary>
[MemoryDiagnoser]
public class AvroBenchmarks
{
    private static readonly RecordSchema s_schema = (RecordSchema)Schema.Parse("""
        {"type":"record","name":"Click","namespace":"shop","fields":[{"name":"user","type":"string"},{"name":"event","type":"string"},
        {"name":"time","type":"long"},{"name":"page","type":["null","string"]},{"name":"price","type":["null","double"]},{"name":"tags","type":{"type":"array","items":"string"}}]}
        """);

    private readonly GenericDatumReader<GenericRecord> _library = new(s_schema, s_schema);
    private readonly AvroReader<GenericRecord> _generic = new GenericType(s_schema).CreateReader(s_schema);
    private readonly AvroReader<Plain> _plain = new PlainType<Plain>(s_schema).CreateReader(s_schema);
    private readonly AvroReader<ClickEvent> _click = new ClickPlan(s_schema, new AvroClickOptions()).Read;
    private readonly byte[] _json = """{"user":"user-1234","event":"view","ts":1760000000000,"page":"/products/17","price":3.5,"tags":["a","b"]}"""u8.ToArray();
    private byte[] _body = [];

    /// <summary>Writes one click.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var record = new GenericRecord(s_schema);
        record.Add("user", "user-1234");
        record.Add("event", "view");
        record.Add("time", 1760000000000L);
        record.Add("page", "/products/17");
        record.Add("price", 3.5);
        record.Add("tags", new object[] { "a", "b" });
        var buffer = new ArrayBufferWriter<byte>();
        AvroCoders.Write(record, buffer, new GenericType(s_schema).CreateWriter(s_schema));
        _body = buffer.WrittenSpan.ToArray();
    }

    /// <summary>A generic record by the library, from a stream over a copy as its deserializer makes one.</summary>
    [Benchmark(Baseline = true)]
    public GenericRecord LibraryGeneric() => _library.Read(null!, new BinaryDecoder(new MemoryStream(_body.AsSpan().ToArray())));

    /// <summary>A generic record by the library's reader on our decoder.</summary>
    [Benchmark]
    public GenericRecord Generic() => AvroCoders.Read(_body, _generic);

    /// <summary>A plain type.</summary>
    [Benchmark]
    public long PlainType() => AvroCoders.Read(_body, _plain).Time;

    /// <summary>A click, mapped by name.</summary>
    [Benchmark]
    public long Click() => AvroCoders.Read(_body, _click).TimestampMs;

    /// <summary>The same click from JSON.</summary>
    [Benchmark]
    public long JsonClick() => ClickEvent.Serde.Deserialize(_json).TimestampMs;

    /// <summary>A plain type with every field.</summary>
    internal sealed record Plain(string User, string Event, long Time, string? Page, double? Price, List<string> Tags);
}
