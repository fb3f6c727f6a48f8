using System.Runtime.InteropServices;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>Owns a native producer and its topic handles, and routes its callbacks to a <see cref="NativeProducerClient"/>.</summary>
internal sealed unsafe class NativeProducerHandle : SafeHandle
{
    private const int ErrorTextSize = 512;

    private readonly List<nint> _topics = [];
    private GCHandle _target;

    /// <summary>Creates the native producer.</summary>
    /// <exception cref="InvalidOperationException">The client rejects a setting; the message says which.</exception>
    public NativeProducerHandle(Dictionary<string, string> settings, NativeProducerClient target)
        : base(0, ownsHandle: true)
    {
        // Weak, so that a client that was not disposed can be collected; its handle's finalizer then destroys the native client.
        _target = GCHandle.Alloc(target, GCHandleType.Weak);
        var configuration = NativeClient.ConfigurationNew();
        var text = stackalloc byte[ErrorTextSize];
        try
        {
            foreach (var (name, value) in settings)
            {
                // Settings with this prefix belong to the binding, not to the native client.
                if (!name.StartsWith("dotnet.", StringComparison.Ordinal)
                    && NativeClient.ConfigurationSet(configuration, name, value, text, ErrorTextSize) != NativeClient.ConfigurationOk)
                {
                    throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)text));
                }
            }

            NativeClient.ConfigurationSetOpaque(configuration, GCHandle.ToIntPtr(_target));
            NativeClient.ConfigurationSetDelivery(configuration, &OnDelivery);
            NativeClient.ConfigurationSetLog(configuration, &OnLog);
            NativeClient.ConfigurationSetError(configuration, &OnError);
            SetHandle(NativeClient.New(NativeClient.KindProducer, configuration, text, ErrorTextSize));
            if (IsInvalid)
            {
                throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)text));
            }
        }
        catch
        {
            NativeClient.ConfigurationDestroy(configuration);
            _target.Free();
            throw;
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native producer; valid until this is disposed.</summary>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    public nint OpenTopic(string name)
    {
        var topic = NativeClient.TopicNew(Value, name, 0);
        if (topic != 0)
        {
            _topics.Add(topic);
        }

        return topic;
    }

    /// <summary>Converts a code to an error. The generic fatal code is replaced by the underlying error.</summary>
    public Client.Error ToError(int code)
    {
        return code == (int)Code.Local_Fatal
            ? NativeClient.FatalError(handle)
            : new Client.Error((Code)code, Marshal.PtrToStringUTF8((nint)NativeClient.CodeText(code)));
    }

    protected override bool ReleaseHandle()
    {
        foreach (var topic in _topics)
        {
            NativeClient.TopicDestroy(topic);
        }

        NativeClient.Destroy(handle);
        _target.Free(); // only now can no callback run any more
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void OnDelivery(nint client, NativeMessage* message, nint opaque) =>
        Target(opaque)?.OnDelivery(message->Private, message->Error, message->Offset, (long)(message->KeyLength + message->ValueLength));

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void OnError(nint client, int code, byte* reason, nint opaque) =>
        Target(opaque)?.OnError(code, Marshal.PtrToStringUTF8((nint)reason));

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void OnLog(nint client, int level, byte* facility, byte* text)
    {
        if (client != 0 && Target(NativeClient.Opaque(client)) is { } target)
        {
            target.OnLog(new Client.LogMessage(
                Marshal.PtrToStringUTF8((nint)NativeClient.Name(client)), (Client.SyslogLevel)level,
                Marshal.PtrToStringUTF8((nint)facility), Marshal.PtrToStringUTF8((nint)text)));
        }
    }

    private static NativeProducerClient? Target(nint opaque) => opaque == 0 ? null : GCHandle.FromIntPtr(opaque).Target as NativeProducerClient;
}
