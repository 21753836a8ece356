#!/bin/sh
# On a machine with PyTorch for CUDA, in the working tree that gpu_pack.sh was run in:
#
#   sh docs/interop/gpu_lane.sh tests                      # the GPU tests; one that is skipped fails
#   sh docs/interop/gpu_lane.sh bench policy --qwen3-0.6b --precision bf16 --prompts 8 --repeats 3
#   sh docs/interop/gpu_lane.sh quickstart --steps 60      # and any other command of dvmap.jar
#
# The first call unpacks Java and builds djl_shim.cc into PyTorch's folder. PACK names what gpu_pack.sh
# wrote (default .gpu), TAG the tests' tag (default gpu) and SELECT what else JUnit's console is told.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
pack=${PACK:-$root/.gpu}
python=${PYTHON:-python3}
torch=$($python -c 'import os, torch; print(os.path.dirname(torch.__file__))')
work=${TMPDIR:-/tmp}/dvmap-gpu
mkdir -p "$work"
[ -x "$work/jre/bin/java" ] || tar -C "$work" -xJf "$pack/jre.tar.xz"

if [ ! -e "$torch/lib/libdjl_torch.so" ] || [ "$torch/lib/libdjl_torch.so" -ot "$root/docs/interop/djl_shim.cc" ]; then
  cuda=
  if [ -e "$torch/lib/libtorch_cuda.so" ]; then
    cuda="-DWITH_CUDA -I${CUDA_HOME:-/usr/local/cuda}/include -ltorch_cuda -lc10_cuda"
  fi
  # shellcheck disable=SC2086
  g++ -std=c++20 -O1 -w -fPIC -shared -I"$pack/include" -I"$pack/include/linux" -I"$torch/include" \
    -I"$torch/include/torch/csrc/api/include" "$root/docs/interop/djl_shim.cc" -o "$work/libdjl_torch.so" \
    -L"$torch/lib" -Wl,--no-as-needed -ltorch -ltorch_cpu -lc10 $cuda
  mv "$work/libdjl_torch.so" "$torch/lib/libdjl_torch.so"
fi

# DJL looks for libcudart.so, pip's packages have libcudart.so.N only
libraries=$torch/lib:$work
for folder in "$torch"/../nvidia/*/lib; do
  libraries=$libraries:$folder
  for cudart in "$folder"/libcudart.so.*; do
    if [ -e "$cudart" ]; then ln -sf "$cudart" "$work/libcudart.so"; fi
  done
done
export LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export PYTORCH_LIBRARY_PATH="$torch/lib" PYTORCH_VERSION=2.7.1
export PYTORCH_LIBRARY_EXCLUSION=libshm.so,libtorch_python.so
PYTORCH_FLAVOR=$($python -c 'import torch; print("cu" + torch.version.cuda.replace(".", "") if torch.version.cuda else "cpu")')
export PYTORCH_FLAVOR

if [ "${1:-}" = tests ]; then
  cd "$root/dvmap-rl"
  # shellcheck disable=SC2086
  exec "$work/jre/bin/java" -Ddvmap.gpu.required=true -cp "$pack/tests:$pack/junit.jar:$pack/lib/*" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary --include-tag "${TAG:-gpu}" \
    ${SELECT:---scan-classpath=$pack/tests}
fi
exec "$work/jre/bin/java" -cp "$pack/lib/*" io.github.dvmap.examples.Main "$@"
