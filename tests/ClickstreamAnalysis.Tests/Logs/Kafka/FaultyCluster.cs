using System.Runtime.InteropServices;
using ClickstreamAnalysis.Logs.Kafka.Native;
using Confluent.Kafka;

namespace ClickstreamAnalysis.Tests.Logs.Kafka;

/// <summary>
/// The client library's own mock cluster, which answers with errors on demand, or late. It keeps none of Kafka's promises about
/// transactions, so it shows what a client makes of an answer, and nothing else.
/// </summary>
internal sealed unsafe class FaultyCluster : IDisposable
{
    private readonly IProducer<Null, Null> _host;
    private readonly nint _library;
    private readonly nint _cluster;

    public FaultyCluster()
    {
        _host = new ProducerBuilder<Null, Null>(new Dictionary<string, string> { ["test.mock.num.brokers"] = "1" })
            .SetLogHandler((_, _) => { }).Build();
        _library = Library();
        var client = NativeClient.HandleOf(_host.Handle)!.DangerousGetHandle();
        _cluster = ((delegate* unmanaged[Cdecl]<nint, nint>)Export("rd_kafka_handle_mock_cluster"))(client);
        BootstrapServers = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)Export("rd_kafka_mock_cluster_bootstraps"))(_cluster))!;
    }

    /// <summary>Requests of Kafka's protocol.</summary>
    public enum Request : short
    {
        Produce = 0,
        EndTransaction = 26,
        CommitOffsets = 28,
    }

    public string BootstrapServers { get; }

    public void CreateTopic(string name)
    {
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(name + "\0"))
        {
            ((delegate* unmanaged[Cdecl]<nint, byte*, int, int, int>)Export("rd_kafka_mock_topic_create"))(_cluster, text, 1, 1);
        }
    }

    /// <summary>The next requests of this kind get these errors.</summary>
    public void Fail(Request request, params ErrorCode[] errors)
    {
        fixed (int* codes = Array.ConvertAll(errors, error => (int)error))
        {
            ((delegate* unmanaged[Cdecl]<nint, short, nuint, int*, void>)Export("rd_kafka_mock_push_request_errors_array"))(
                _cluster, (short)request, (nuint)errors.Length, codes);
        }
    }

    /// <summary>Every answer takes this long from now on.</summary>
    public void Delay(TimeSpan time) =>
        ((delegate* unmanaged[Cdecl]<nint, int, int, int>)Export("rd_kafka_mock_broker_set_rtt"))(_cluster, 1, (int)time.TotalMilliseconds);

    /// <summary>The broker goes away, or comes back.</summary>
    public void SetDown(bool isDown)
    {
        var name = isDown ? "rd_kafka_mock_broker_set_down" : "rd_kafka_mock_broker_set_up";
        ((delegate* unmanaged[Cdecl]<nint, int, int>)Export(name))(_cluster, 1);
    }

    public void Dispose() => _host.Dispose();

    // The copy that the client has loaded, among the builds that its package brings.
    private static nint Library() => new[] { "librdkafka", "centos8-librdkafka", "alpine-librdkafka" }
        .Select(name => NativeLibrary.TryLoad(name, typeof(Handle).Assembly, null, out var library) ? library : 0)
        .First(library => library != 0);

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);
}
