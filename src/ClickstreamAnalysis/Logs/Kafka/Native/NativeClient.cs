using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>
/// Functions of the native client that its .NET binding does not offer, or offers only with copies and allocations per record.
/// They are loaded from the same copy of the library as the binding's: a handle must never be used with another copy.
/// </summary>
internal static unsafe partial class NativeClient
{
    private const string Library = "rdkafka-of-the-binding";

    private static readonly Lazy<nint> s_loaded = new(Load);

    /// <summary>Whether the functions are available. If not, only the binding is used.</summary>
    public static bool IsAvailable => s_loaded.Value != 0;

    /// <summary>Returns the native handle of a client of the binding, or null when the expected property does not exist.</summary>
    public static SafeHandle? HandleOf(Client.Handle handle) =>
        typeof(Client.Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetValue(handle) as SafeHandle;

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueGetConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    /// <summary>Serves callbacks until a message arrives.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_queue")]
    public static partial NativeMessage* ConsumeQueue(nint queue, int timeoutMs);

    /// <summary>Serves callbacks and takes messages until the batch is full or the timeout expires.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatchQueue(nint queue, int timeoutMs, NativeMessage** messages, nuint capacity);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(NativeMessage* message);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_errstr")]
    public static partial byte* MessageErrorText(NativeMessage* message);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_headers")]
    public static partial int MessageHeaders(NativeMessage* message, out nint headers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_all")]
    public static partial int HeaderGetAll(nint headers, nuint index, out byte* name, out byte* value, out nuint length);

    // These two only read fields: the GC transition would cost more than the call.
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long MessageTimestamp(NativeMessage* message, int* kind);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_name")]
    [SuppressGCTransition]
    public static partial byte* TopicName(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    private static partial int FatalError(nint client, byte* text, nuint textSize);

    /// <summary>Returns the underlying error of a client that reports only the generic fatal code.</summary>
    public static Client.Error FatalError(nint client)
    {
        const int TextSize = 512;
        var text = stackalloc byte[TextSize];
        var cause = FatalError(client, text, TextSize);
        return new Client.Error((Client.ErrorCode)cause, Marshal.PtrToStringUTF8((nint)text), true);
    }

    private static nint Load()
    {
        try
        {
            Client.Library.Load();
            var library = NativeLibrary.Load(LoadedName(), typeof(Client.Handle).Assembly, null);
            if (!Functions().All(name => NativeLibrary.TryGetExport(library, name, out _)))
            {
                return 0;
            }

            NativeLibrary.SetDllImportResolver(typeof(NativeClient).Assembly, (name, _, _) => name == Library ? library : 0);
            return library;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static IEnumerable<string> Functions() =>
        typeof(NativeClient).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(static method => method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint ?? method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint)
            .OfType<string>();

    /// <summary>
    /// Finds the library that the binding loaded. The binding tries several builds and stores the functions of the first that loads
    /// in delegates, so the class of such a delegate identifies the build.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "When a name was trimmed, the lookup fails and the client uses the binding.")]
    private static string LoadedName()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
        var loaded = Type.GetType("Confluent.Kafka.Impl.Librdkafka, Confluent.Kafka")?.GetField("_message_destroy", Any)?.GetValue(null) as Delegate;
        return loaded?.Method.DeclaringType?.GetField("DllName", Any)?.GetRawConstantValue() as string
            ?? throw new InvalidOperationException("The Kafka client does not say which native library it has loaded.");
    }
}
