using System.Reflection;
using System.Runtime.InteropServices;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>
/// Functions of the native client that its .NET binding does not offer. They come from the very copy of the library that the
/// binding has loaded: a handle must never travel between two copies.
/// </summary>
internal sealed unsafe class NativeExports
{
    private static readonly Lazy<NativeExports?> Resolved = new(TryResolve);

    public readonly delegate* unmanaged[Cdecl]<nint, nint> QueueGetConsumer;
    public readonly delegate* unmanaged[Cdecl]<nint, void> QueueDestroy;
    public readonly delegate* unmanaged[Cdecl]<nint, int, NativeMessage*> ConsumeQueue;
    public readonly delegate* unmanaged[Cdecl]<nint, int, NativeMessage**, nuint, nint> ConsumeBatchQueue;
    public readonly delegate* unmanaged[Cdecl]<NativeMessage*, void> MessageDestroy;
    public readonly delegate* unmanaged[Cdecl]<NativeMessage*, byte*> MessageErrorText;
    public readonly delegate* unmanaged[Cdecl]<NativeMessage*, nint*, int> MessageHeaders;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, byte**, byte**, nuint*, int> HeaderGetAll;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> ClusterId;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> MemoryFree;

    // These two only read fields, so the transition that lets a collection run meanwhile would cost more than the call.
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, int*, long> MessageTimestamp;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*> TopicName;

    private NativeExports(nint library)
    {
        QueueGetConsumer = (delegate* unmanaged[Cdecl]<nint, nint>)Export(library, "rd_kafka_queue_get_consumer");
        QueueDestroy = (delegate* unmanaged[Cdecl]<nint, void>)Export(library, "rd_kafka_queue_destroy");
        ConsumeQueue = (delegate* unmanaged[Cdecl]<nint, int, NativeMessage*>)Export(library, "rd_kafka_consume_queue");
        ConsumeBatchQueue = (delegate* unmanaged[Cdecl]<nint, int, NativeMessage**, nuint, nint>)Export(library, "rd_kafka_consume_batch_queue");
        MessageDestroy = (delegate* unmanaged[Cdecl]<NativeMessage*, void>)Export(library, "rd_kafka_message_destroy");
        MessageErrorText = (delegate* unmanaged[Cdecl]<NativeMessage*, byte*>)Export(library, "rd_kafka_message_errstr");
        MessageHeaders = (delegate* unmanaged[Cdecl]<NativeMessage*, nint*, int>)Export(library, "rd_kafka_message_headers");
        HeaderGetAll = (delegate* unmanaged[Cdecl]<nint, nuint, byte**, byte**, nuint*, int>)Export(library, "rd_kafka_header_get_all");
        ClusterId = (delegate* unmanaged[Cdecl]<nint, int, nint>)Export(library, "rd_kafka_clusterid");
        MemoryFree = (delegate* unmanaged[Cdecl]<nint, nint, void>)Export(library, "rd_kafka_mem_free");
        MessageTimestamp = (delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, int*, long>)Export(library, "rd_kafka_message_timestamp");
        TopicName = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*>)Export(library, "rd_kafka_topic_name");
    }

    /// <summary>The functions, or null where they cannot be had. Call it when a client has been made: that loads the library.</summary>
    public static NativeExports? Instance => Resolved.Value;

    /// <summary>The native handle behind a client, or null when the binding keeps it elsewhere.</summary>
    public static SafeHandle? HandleOf(Client.Handle handle) =>
        typeof(Client.Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetValue(handle) as SafeHandle;

    /// <summary>Waits until the client has a connection, up to a limit; whether it got one shows later anyway.</summary>
    public void WaitForBroker(SafeHandle client, TimeSpan timeout)
    {
        var held = false;
        try
        {
            client.DangerousAddRef(ref held);
            var text = ClusterId(client.DangerousGetHandle(), (int)timeout.TotalMilliseconds);
            if (text != 0)
            {
                MemoryFree(client.DangerousGetHandle(), text);
            }
        }
        finally
        {
            if (held)
            {
                client.DangerousRelease();
            }
        }
    }

    private static NativeExports? TryResolve()
    {
        try
        {
            return NativeLibrary.TryLoad(LoadedName(), typeof(Client.Handle).Assembly, null, out var library) ? new NativeExports(library) : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or BadImageFormatException or TypeLoadException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// The binding tries several builds of the library, and keeps the functions of the first that loads in delegates. The class
    /// behind such a delegate says which build that was.
    /// </summary>
    private static string LoadedName()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
        var loaded = typeof(Client.Handle).Assembly.GetType("Confluent.Kafka.Impl.Librdkafka")?.GetField("_message_destroy", Any)?.GetValue(null) as Delegate;
        return loaded?.Method.DeclaringType?.GetField("DllName", Any)?.GetRawConstantValue() as string
            ?? throw new InvalidOperationException("The Kafka client does not say which native library it has loaded.");
    }

    private static nint Export(nint library, string name) => NativeLibrary.GetExport(library, name);
}
