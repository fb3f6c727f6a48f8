using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>
/// Functions of the native client that its .NET binding does not offer, or offers at the price of copies and objects per record.
/// They come from the very copy of the library that the binding has loaded: a handle must never travel between two copies.
/// </summary>
internal static unsafe partial class NativeClient
{
    private const string Library = "rdkafka-of-the-binding";

    private static readonly Lazy<nint> s_loaded = new(Load);

    /// <summary>Whether the functions can be had. Where not, the binding alone has to do.</summary>
    public static bool IsAvailable => s_loaded.Value != 0;

    /// <summary>The native handle behind a client of the binding, or null when it is kept elsewhere.</summary>
    public static SafeHandle? HandleOf(Client.Handle handle) =>
        typeof(Client.Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetValue(handle) as SafeHandle;

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueGetConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    /// <summary>Serves callbacks until a message comes.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_queue")]
    public static partial NativeMessage* ConsumeQueue(nint queue, int timeoutMs);

    /// <summary>Serves callbacks and takes messages until the batch is full or the time is up.</summary>
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

    // These two only read fields: the transition that lets a collection run meanwhile would cost more than the call.
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long MessageTimestamp(NativeMessage* message, int* kind);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_name")]
    [SuppressGCTransition]
    public static partial byte* TopicName(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    private static partial int FatalError(nint client, byte* text, nuint textSize);

    /// <summary>What was fatal to a client that says no more than that something was.</summary>
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
    /// The binding tries several builds of the library, and keeps the functions of the first that loads in delegates. The class
    /// behind such a delegate says which build that was.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A trimmed name is found missing, and the client then uses the binding.")]
    private static string LoadedName()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
        var loaded = Type.GetType("Confluent.Kafka.Impl.Librdkafka, Confluent.Kafka")?.GetField("_message_destroy", Any)?.GetValue(null) as Delegate;
        return loaded?.Method.DeclaringType?.GetField("DllName", Any)?.GetRawConstantValue() as string
            ?? throw new InvalidOperationException("The Kafka client does not say which native library it has loaded.");
    }
}
