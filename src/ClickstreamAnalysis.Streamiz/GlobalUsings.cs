// Types of Streamiz whose names this library uses for types of its own.
global using IStreamizChangelog = Streamiz.Kafka.Net.State.IKeyValueStore<byte[], byte[]?>;
global using IStreamizRows = Streamiz.Kafka.Net.State.IKeyValueStore<Streamiz.Kafka.Net.Crosscutting.Bytes, byte[]?>;
global using IStreamizStore = Streamiz.Kafka.Net.Processors.IStateStore;
global using StreamizChangelogBuilder = Streamiz.Kafka.Net.State.KeyValueStoreBuilder<byte[], byte[]?>;
global using StreamizGuarantee = Streamiz.Kafka.Net.ProcessingGuarantee;
