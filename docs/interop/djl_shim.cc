// The functions of DJL 0.36.0's PyTorch engine that this library calls, for a libtorch other than the 2.7.1 that DJL's own
// native part is built for. It lets the GPU tests run where only another PyTorch is at hand: gpu_pack.sh packs what such a
// machine lacks, gpu_lane.sh builds this file there and runs tests and commands.
#include <jni.h>
#include <torch/script.h>
#include <torch/torch.h>
#include <torch/csrc/jit/python/update_graph_executor_opt.h>
#ifdef WITH_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#endif
#include <optional>
#include <string>
#include <vector>

#define FN(name) Java_ai_djl_pytorch_jni_PyTorchLibrary_##name
#define BEGIN try {
#define END(r)                                                                       \
  } catch (const c10::Error& e) { raise(env, e.what()); return r; }                  \
  catch (const std::exception& e) { raise(env, e.what()); return r; }
#define VOID_END                                                                     \
  } catch (const c10::Error& e) { raise(env, e.what()); }                            \
  catch (const std::exception& e) { raise(env, e.what()); }

namespace {
void raise(JNIEnv* env, const char* what) {
  jclass c = env->FindClass("ai/djl/engine/EngineException");
  env->ThrowNew(c, what);
}
template <class T> jlong own(T* p) { return reinterpret_cast<jlong>(p); }
at::Tensor& tensor(jlong h) { return *reinterpret_cast<at::Tensor*>(h); }
c10::IValue& ivalue(jlong h) { return *reinterpret_cast<c10::IValue*>(h); }
torch::jit::Module& module(jlong h) { return *reinterpret_cast<torch::jit::Module*>(h); }
std::string text(JNIEnv* env, jstring s) {
  const char* c = env->GetStringUTFChars(s, nullptr);
  std::string r(c);
  env->ReleaseStringUTFChars(s, c);
  return r;
}
std::vector<int64_t> longs(JNIEnv* env, jlongArray a) {
  std::vector<int64_t> r(env->GetArrayLength(a));
  env->GetLongArrayRegion(a, 0, r.size(), reinterpret_cast<jlong*>(r.data()));
  return r;
}
jlongArray longs(JNIEnv* env, const std::vector<jlong>& v) {
  jlongArray a = env->NewLongArray(v.size());
  env->SetLongArrayRegion(a, 0, v.size(), v.data());
  return a;
}
c10::Device device(JNIEnv* env, jintArray a) {
  jint v[2];
  env->GetIntArrayRegion(a, 0, 2, v);
  auto t = static_cast<c10::DeviceType>(v[0]);
  return c10::Device(t, t == c10::DeviceType::CPU ? -1 : v[1]);
}
const c10::ScalarType TYPES[] = {at::kFloat, at::kDouble, at::kHalf, at::kByte, at::kInt, at::kChar, at::kLong, at::kBool};
c10::ScalarType type(jint d) {
  TORCH_CHECK(d >= 0 && d < 8, "no such type ", d);
  return TYPES[d];
}
}  // namespace

extern "C" {
JNIEXPORT jboolean JNICALL FN(torchIsGradMode)(JNIEnv* env, jobject) { return c10::GradMode::is_enabled(); }
JNIEXPORT void JNICALL FN(torchSetGradMode)(JNIEnv* env, jobject, jboolean on) { c10::GradMode::set_enabled(on); }
JNIEXPORT jint JNICALL FN(torchGetNumInteropThreads)(JNIEnv* env, jobject) { return at::get_num_interop_threads(); }
JNIEXPORT jint JNICALL FN(torchGetNumThreads)(JNIEnv* env, jobject) { return at::get_num_threads(); }
JNIEXPORT void JNICALL FN(torchSetNumThreads)(JNIEnv* env, jobject, jint n) { BEGIN at::set_num_threads(n); VOID_END }
JNIEXPORT void JNICALL FN(setGraphExecutorOptimize)(JNIEnv* env, jobject, jboolean on) { BEGIN torch::jit::setGraphExecutorOptimize(on); VOID_END }
JNIEXPORT void JNICALL FN(torchSetBenchmarkCuDNN)(JNIEnv* env, jobject, jboolean on) { BEGIN at::globalContext().setBenchmarkCuDNN(on); VOID_END }
JNIEXPORT void JNICALL FN(torchShowConfig)(JNIEnv* env, jobject, jobject set) {
  BEGIN
  jmethodID add = env->GetMethodID(env->GetObjectClass(set), "add", "(Ljava/lang/Object;)Z");
  auto put = [&](bool has, const char* name) { if (has) env->CallBooleanMethod(set, add, env->NewStringUTF(name)); };
  put(torch::cuda::is_available(), "CUDA");
  put(torch::cuda::cudnn_is_available(), "CUDNN");
  put(at::hasMKL(), "MKL");
  put(at::hasMKLDNN(), "MKLDNN");
  put(at::hasOpenMP(), "OPENMP");
  VOID_END
}
JNIEXPORT void JNICALL FN(torchCudaEmptyCache)(JNIEnv* env, jobject) {
#ifdef WITH_CUDA
  BEGIN if (torch::cuda::is_available()) c10::cuda::CUDACachingAllocator::emptyCache(); VOID_END
#endif
}

JNIEXPORT jlong JNICALL FN(iValueFromTensor)(JNIEnv* env, jobject, jlong h) { BEGIN return own(new c10::IValue(tensor(h))); END(0) }
JNIEXPORT jlong JNICALL FN(iValueFromTensorList)(JNIEnv* env, jobject, jlongArray a) {
  BEGIN
  c10::List<at::Tensor> list;
  for (auto h : longs(env, a)) list.push_back(tensor(h));
  return own(new c10::IValue(list));
  END(0)
}
JNIEXPORT jboolean JNICALL FN(iValueIsTensor)(JNIEnv* env, jobject, jlong h) { return ivalue(h).isTensor(); }
JNIEXPORT jboolean JNICALL FN(iValueIsTensorList)(JNIEnv* env, jobject, jlong h) { return ivalue(h).isTensorList(); }
JNIEXPORT jlong JNICALL FN(iValueToTensor)(JNIEnv* env, jobject, jlong h) { BEGIN return own(new at::Tensor(ivalue(h).toTensor())); END(0) }
JNIEXPORT jlongArray JNICALL FN(iValueToTensorList)(JNIEnv* env, jobject, jlong h) {
  BEGIN
  std::vector<jlong> r;
  for (const at::Tensor& t : ivalue(h).toTensorVector()) r.push_back(own(new at::Tensor(t)));
  return longs(env, r);
  END(nullptr)
}
JNIEXPORT void JNICALL FN(torchDeleteIValue)(JNIEnv* env, jobject, jlong h) { BEGIN delete &ivalue(h); VOID_END }

JNIEXPORT jlong JNICALL
FN(moduleLoad__Ljava_lang_String_2_3IZ_3Ljava_lang_String_2_3Ljava_lang_String_2Z)(
    JNIEnv* env, jobject, jstring path, jintArray dev, jboolean map, jobjectArray, jobjectArray, jboolean train) {
  BEGIN
  std::optional<c10::InferenceMode> guard;
  if (!train) guard.emplace();
  auto d = device(env, dev);
  torch::jit::Module m = map ? torch::jit::load(text(env, path), d) : torch::jit::load(text(env, path));
  if (!map) m.to(d);
  return own(new torch::jit::Module(m));
  END(0)
}
JNIEXPORT jlong JNICALL FN(moduleRunMethod)(
    JNIEnv* env, jobject, jlong h, jstring name, jlongArray args, jboolean train, jboolean) {
  BEGIN
  std::vector<c10::IValue> inputs;
  for (auto a : longs(env, args)) inputs.push_back(ivalue(a));
  std::optional<c10::InferenceMode> guard;
  if (!train) guard.emplace();
  return own(new c10::IValue(module(h).get_method(text(env, name))(inputs)));
  END(0)
}
JNIEXPORT void JNICALL FN(moduleEval)(JNIEnv* env, jobject, jlong h) { BEGIN module(h).eval(); VOID_END }
JNIEXPORT void JNICALL FN(moduleTrain)(JNIEnv* env, jobject, jlong h) { BEGIN module(h).train(true); VOID_END }
JNIEXPORT void JNICALL FN(torchDeleteModule)(JNIEnv* env, jobject, jlong h) { BEGIN delete &module(h); VOID_END }
JNIEXPORT jlongArray JNICALL FN(moduleGetParams)(JNIEnv* env, jobject, jlong h) {
  BEGIN
  std::vector<jlong> r;
  for (const at::Tensor& t : module(h).parameters()) r.push_back(own(new at::Tensor(t)));
  return longs(env, r);
  END(nullptr)
}
JNIEXPORT jobjectArray JNICALL FN(moduleGetParamNames)(JNIEnv* env, jobject, jlong h) {
  BEGIN
  std::vector<std::string> names;
  for (const auto& p : module(h).named_parameters()) names.push_back(p.name);
  jobjectArray a = env->NewObjectArray(names.size(), env->FindClass("java/lang/String"), nullptr);
  for (size_t i = 0; i < names.size(); i++) env->SetObjectArrayElement(a, i, env->NewStringUTF(names[i].c_str()));
  return a;
  END(nullptr)
}

JNIEXPORT jlong JNICALL FN(torchFromBlob)(
    JNIEnv* env, jobject, jobject buffer, jlongArray shape, jint dtype, jint layout, jintArray dev, jboolean grad) {
  BEGIN
  auto d = device(env, dev);
  void* data = env->GetDirectBufferAddress(buffer);
  at::Tensor t = torch::from_blob(data, longs(env, shape), at::TensorOptions().dtype(type(dtype)));
  if (!d.is_cpu()) t = t.to(d, t.scalar_type(), false, true);
  return own(new at::Tensor(grad ? t.requires_grad_(true) : t));
  END(0)
}
JNIEXPORT jlong JNICALL FN(torchZeros)(
    JNIEnv* env, jobject, jlongArray shape, jint dtype, jint layout, jintArray dev, jboolean grad) {
  BEGIN
  return own(new at::Tensor(torch::zeros(
      longs(env, shape), at::TensorOptions().dtype(type(dtype)).device(device(env, dev)).requires_grad(grad))));
  END(0)
}
JNIEXPORT jlong JNICALL FN(torchTo)(JNIEnv* env, jobject, jlong h, jint dtype, jintArray dev) {
  BEGIN return own(new at::Tensor(tensor(h).to(device(env, dev), type(dtype), false, false))); END(0)
}
JNIEXPORT jlong JNICALL FN(torchToContiguous)(JNIEnv* env, jobject, jlong h) { BEGIN return own(new at::Tensor(tensor(h).contiguous())); END(0) }
JNIEXPORT jlong JNICALL FN(torchCat)(JNIEnv* env, jobject, jlongArray hs, jlong dim) {
  BEGIN
  std::vector<at::Tensor> ts;
  for (auto h : longs(env, hs)) ts.push_back(tensor(h));
  return own(new at::Tensor(at::cat(ts, dim)));
  END(0)
}
JNIEXPORT jlong JNICALL FN(tensorClone)(JNIEnv* env, jobject, jlong h) { BEGIN return own(new at::Tensor(tensor(h).clone())); END(0) }
JNIEXPORT void JNICALL FN(torchAttachGrad)(JNIEnv* env, jobject, jlong h, jboolean on) { BEGIN tensor(h).requires_grad_(on); VOID_END }
JNIEXPORT void JNICALL FN(torchDeleteTensor)(JNIEnv* env, jobject, jlong h) { BEGIN delete &tensor(h); VOID_END }
JNIEXPORT jint JNICALL FN(torchDType)(JNIEnv* env, jobject, jlong h) {
  BEGIN
  auto t = tensor(h).scalar_type();
  for (int i = 0; i < 8; i++) if (TYPES[i] == t) return i;
  TORCH_CHECK(false, "DJL has no type for ", t);
  END(-1)
}
JNIEXPORT jintArray JNICALL FN(torchDevice)(JNIEnv* env, jobject, jlong h) {
  BEGIN
  auto d = tensor(h).device();
  jint v[2] = {static_cast<jint>(d.type()), d.index()};
  jintArray a = env->NewIntArray(2);
  env->SetIntArrayRegion(a, 0, 2, v);
  return a;
  END(nullptr)
}
JNIEXPORT jint JNICALL FN(torchLayout)(JNIEnv* env, jobject, jlong h) { return tensor(h).layout() == at::kStrided ? 0 : 1; }
JNIEXPORT jboolean JNICALL FN(torchIsContiguous)(JNIEnv* env, jobject, jlong h) { return tensor(h).is_contiguous(); }
JNIEXPORT jlongArray JNICALL FN(torchSizes)(JNIEnv* env, jobject, jlong h) {
  BEGIN
  std::vector<jlong> r;
  for (auto s : tensor(h).sizes()) r.push_back(s);
  return longs(env, r);
  END(nullptr)
}
JNIEXPORT jobject JNICALL FN(torchDirectByteBuffer)(JNIEnv* env, jobject, jlong h) {
  BEGIN return env->NewDirectByteBuffer(tensor(h).data_ptr(), tensor(h).nbytes()); END(nullptr)
}
JNIEXPORT jbyteArray JNICALL FN(torchDataPtr)(JNIEnv* env, jobject, jlong h) {
  BEGIN
  at::Tensor t = tensor(h).contiguous();
  jbyteArray a = env->NewByteArray(t.nbytes());
  env->SetByteArrayRegion(a, 0, t.nbytes(), static_cast<const jbyte*>(t.data_ptr()));
  return a;
  END(nullptr)
}
}
